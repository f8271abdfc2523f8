package dev.qm.assurance.rules.nested;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;

/** Nested containers first, then the partition's own services. */
final class OomOrder {
  private static final int SCORE = 750;

  static final Rule RULE =
      Rule.named("nested-oom-score")
          .title("When memory is short, containers inside end before the partition's own services")
          .against(Interference.MEMORY)
          .harm(
              "The partition's systemd or Podman is killed in place of the app that took the memory, and nobody is left to end it.")
          .rationale(
              """
              The kernel kills by size and score. With 750 an app goes before what rules it, which has 500, and long before \
              the host's services with 0 and the ASIL side below.\
              """)
          .sources(
              "containers.conf(5), oom_score_adj",
              "proc_pid_oom_score_adj(5)",
              "docs/architecture.md, Limits")
          .how(
              "containers.conf of the partition and of its users, --oom-score-adj of each quadlet inside; while it runs, the score of each process in a nested container.")
          .proves("Every container that was looked at has 750 or more.")
          .doesNotProve("That a process inside does not lower its own to the partition's 500.")
          .mend(
              "write oom_score_adj = 750 in containers.conf.d of the partition, and take the quadlet's line away")
          .check(OomOrder::check);

  private OomOrder() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var nested = Nested.of(view);
    var defaults = nested.defaults("oom_score_adj");
    if (view.declared().nestedConf().last("containers", "oom_score_adj").isEmpty()) {
      judgement.fault(
          Fault.of(
              "containers inside have no score of their own, so they have the partition's",
              Nested.missing(view, "no oom_score_adj")));
    }
    for (var entry : defaults) {
      if (isLow(entry.value())) {
        judgement.fault(Fault.of("containers inside have a score below 750", Evidence.of(entry)));
      } else {
        judgement.holds(Evidence.of(entry));
      }
    }
    for (var unit : nested.containers()) {
      unit.options()
          .last("oom-score-adj")
          .filter(option -> isLow(option.value()))
          .ifPresent(option ->
              judgement.fault(
                  () -> Nested.fault(unit, option, unit.name() + " has a score below 750")));
    }
    view.live()
        .ifPresent(live -> {
          for (var process : live.processes()) {
            if (process.nested().isPresent() && process.oomScoreAdjust() < SCORE) {
              judgement.fault(
                  Fault.of(
                      "a process in a nested container has a score below 750",
                      Evidence.process(
                          process.pid(),
                          process.name(),
                          Integer.toString(process.oomScoreAdjust()))));
            }
          }
        });
    return nested.verdict(judgement, view);
  }

  private static boolean isLow(String value) {
    try {
      return Integer.parseInt(value.strip()) < SCORE;
    } catch (NumberFormatException none) {
      return true;
    }
  }
}
