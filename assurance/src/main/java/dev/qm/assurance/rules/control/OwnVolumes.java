package dev.qm.assurance.rules.control;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.MountMend;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.PartitionView;

/** What the partition sees is written down for it, so that rules can judge it. */
final class OwnVolumes {
  static final Rule RULE =
      Rule.named("own-volumes")
          .title(
              "Each mount of the partition is asked for by a line of its own that says what it is")
          .against(Interference.STORAGE)
          .harm(
              "The partition is shown, and may write to, whatever another container of the host has.")
          .rationale(
              """
              --volumes-from takes all mounts of another container as they are when the partition starts, writable as \
              they are there. No line says which these are, so no rule about mounts sees them. The same goes for a \
              mount that Podman might understand and qm does not.\
              """)
          .sources("podman-run(1), --volumes-from, --volume and --mount")
          .how("--volumes-from, --volume and --mount of the effective podman run.")
          .proves("The other rules see every mount that the partition is given.")
          .doesNotProve("That the mounts are harmless; these rules judge them.")
          .mend("take --volumes-from away, and name what the partition needs by Volume=")
          .check(OwnVolumes::check);

  private OwnVolumes() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var unit = view.partition();
    for (var option : unit.options().named("volumes-from")) {
      judgement.fault(
          Fault.of(
                  "the partition has all mounts of the container " + option.value(),
                  Asked.evidence(unit, option))
              .with(WithoutOption.mend(unit, option)));
    }
    for (var mount : unit.options().mounts()) {
      if (mount.problem().isPresent()) {
        var what = mount.target().isEmpty() ? mount.source() : mount.target();
        judgement.fault(
            Fault.of(
                    "nobody knows what is mounted at " + what + ": " + mount.problem().get(),
                    mount.causes().isEmpty()
                        ? Evidence.missing(unit.quadlet().file(), what)
                        : Evidence.of(mount.causes().getLast()))
                .with(MountMend.without(view, mount)));
      }
    }
    judgement.holds(
        Asked.not(unit, unit.options().mounts().size() + " mounts, each with a line of its own"));
    return judgement.verdict("");
  }
}
