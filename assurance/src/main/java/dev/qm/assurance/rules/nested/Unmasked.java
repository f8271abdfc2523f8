package dev.qm.assurance.rules.nested;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Mend;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.view.Described;
import dev.qm.assurance.view.Options;
import dev.qm.assurance.view.PartitionView;
import java.util.List;
import java.util.Optional;

/** What Podman covers in /proc is there for a reason where root inside is the host's root. */
final class Unmasked {
  static final Rule RULE =
      Rule.named("nested-unmask")
          .title("No container inside has /proc and /sys uncovered where root inside is the host's")
          .against(Interference.CONTROL)
          .harm(
              "One app writes settings of the host's kernel, for which it needs no capability, only user id 0.")
          .rationale(
              """
              The kernel lets user id 0 of the first user namespace write most of /proc/sys and /proc/sysrq-trigger by \
              the files' modes. In a container it is the read-only cover that prevents it; unmask= takes it away.\
              """)
          .sources(
              "podman-run(1), --security-opt unmask",
              "Linux, fs/proc/proc_sysctl.c, test_perm",
              "proc_sys(5)")
          .how("--security-opt of each quadlet inside, and the isolation of the partition.")
          .proves("No quadlet asks for it, or root inside is another user to the kernel.")
          .doesNotProve("That the partition's own /proc/sys cannot be mounted writable.")
          .mend("take Unmask= away")
          .check(Unmasked::check);

  private Unmasked() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var nested = Nested.of(view);
    for (var unit : nested.containers()) {
      for (var option : unit.options().security("unmask")) {
        if (Walls.isPlain(view)) {
          judgement.fault(() ->
              Fault.of(
                      unit.name() + " has " + option.value() + " uncovered",
                      Asked.evidence(unit, option))
                  .with(mend(unit, option)));
        } else {
          judgement.holds(Asked.evidence(unit, option));
          Walls.userNamespace(view).ifPresent(judgement::holds);
        }
      }
    }
    return nested.verdict(judgement, view);
  }

  /** What PodmanArgs= asks for, an empty Unmask= does not take back. */
  private static Optional<Mend> mend(Described unit, Options.Option option) {
    var isOfKey = !option.causes().isEmpty() && option.causes().getLast().key().equals("Unmask");
    return isOfKey && !Nested.isUsers(unit)
        ? Optional.of(
            new Mend(
                unit.name(),
                Mend.Place.PARTITION,
                List.of(new Mend.Setting("Container", "Unmask", ""))))
        : Optional.empty();
  }
}
