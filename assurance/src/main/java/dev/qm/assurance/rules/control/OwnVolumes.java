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
import dev.qm.assurance.view.MountOption;
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
              mount that Podman might understand and qm does not, and for a volume by its name: a unit NAME.volume \
              with Device= makes it a folder or a disk of the host, with Driver= whatever a driver makes.\
              """)
          .sources(
              "podman-run(1), --volumes-from, --volume and --mount",
              "podman-volume.unit(5), Device=, Type=, Options= and Driver=",
              "podman-volume-create(1), --driver and --opt")
          .how(
              "--volumes-from, --volume and --mount of the effective podman run, and the .volume units of the host.")
          .proves("The other rules see every mount that the partition is given.")
          .doesNotProve(
              "That the mounts are harmless; these rules judge them. Nor what a volume is that somebody made by hand.")
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
      if (mount.type().equals("volume")) {
        volume(judgement, view, mount);
      }
    }
    judgement.holds(
        Asked.not(unit, unit.options().mounts().size() + " mounts, each with a line of its own"));
    return judgement.verdict("");
  }

  private static void volume(Judgement judgement, PartitionView view, MountOption mount) {
    for (var made : view.declared().volumes().of(mount.source())) {
      judgement.fault(
          Fault.of(
                  "the volume " + mount.source() + " of the partition is " + made.what(),
                  Evidence.of(made.line()))
              .with(MountMend.without(view, mount)));
    }
  }
}
