package dev.qm.assurance.rules.nested;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;

/** Each container inside has a bound below the partition's. */
final class PidsLimit {
  static final Rule RULE =
      Rule.named("nested-pids")
          .title("Each container inside has a bound of processes")
          .against(Interference.TIMING)
          .harm(
              "One app takes all processes that the partition may have, and nobody can look into it or end what it holds.")
          .rationale(
              """
              TasksMax= of qm.service keeps the host's process ids. Podman's own bound of 2048 for each container keeps \
              one app from taking the partition's.\
              """)
          .sources("containers.conf(5), pids_limit", "podman-run(1), --pids-limit")
          .how(
              "containers.conf of the partition and of its users, --pids-limit of each quadlet inside.")
          .proves("No container inside asks to be without one.")
          .doesNotProve("That the sum of all is below the partition's bound.")
          .mend("take pids_limit or PidsLimit= away, or name a number")
          .check(PidsLimit::check);

  private PidsLimit() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var nested = Nested.of(view);
    for (var entry : nested.defaults("pids_limit")) {
      if (isNone(entry.value())) {
        judgement.fault(
            Fault.of("containers inside have no bound of processes", Evidence.of(entry)));
      } else {
        judgement.holds(Evidence.of(entry));
      }
    }
    for (var unit : nested.containers()) {
      unit.options()
          .last("pids-limit")
          .filter(option -> isNone(option.value()))
          .ifPresent(option ->
              judgement.fault(
                  () -> Nested.fault(unit, option, unit.name() + " has no bound of processes")));
    }
    return nested.verdict(judgement, view);
  }

  /** podman-run(1): -1 is unlimited; containers.conf(5): so is 0. */
  private static boolean isNone(String value) {
    return value.strip().equals("-1") || value.strip().equals("0");
  }
}
