package dev.qm.assurance.rules.nested;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Options;
import dev.qm.assurance.view.PartitionView;

/** A filter stays for all descendants: seccomp(2). So the partition's is the wall of every app. */
final class Filtered {
  static final Rule RULE =
      Rule.named("nested-seccomp")
          .title("Containers inside make no system call unfiltered")
          .against(Interference.CONTROL)
          .harm(
              "One app uses system calls by which the kernel's own bounds are left, real-time scheduling first of all.")
          .rationale(
              """
              A process cannot take off a filter that its parent has. So an app without one of its own still has the \
              partition's, and if that is missing it has none at all.\
              """)
          .sources(
              "seccomp(2)",
              "podman-run(1), --security-opt seccomp",
              "containers.conf(5), seccomp_profile")
          .how(
              "--security-opt of each quadlet inside and of the partition; while it runs, the line Seccomp of /proc/PID/status of each process in a nested container.")
          .proves("Every app has a filter: its own, or at least the partition's.")
          .doesNotProve("What the filter lets through.")
          .mend("take SeccompProfile=unconfined away, inside and from qm.container")
          .check(Filtered::check);

  private static final String UNCONFINED = "unconfined";

  private Filtered() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var nested = Nested.of(view);
    var isOpen = isUnconfined(view.partition().options());
    for (var unit : nested.containers()) {
      for (var option : unit.options().security("seccomp")) {
        if (option.value().equals(UNCONFINED)) {
          if (isOpen) {
            judgement.fault(() ->
                Nested.fault(unit, option, unit.name() + " and the partition have no filter"));
          } else {
            judgement.holds(Asked.evidence(unit, option));
          }
        }
      }
    }
    for (var entry : nested.defaults("seccomp_profile")) {
      if (entry.value().equals(UNCONFINED) && isOpen) {
        judgement.fault(
            Fault.of("containers inside and the partition have no filter", Evidence.of(entry)));
      }
    }
    for (var option : view.partition().options().security("seccomp")) {
      judgement.holds(Asked.evidence(view.partition(), option));
    }
    view.live()
        .ifPresent(live -> {
          for (var process : live.processes()) {
            if (process.nested().isPresent() && process.seccomp() != 2) {
              judgement.fault(
                  Fault.of(
                      "a process in a nested container has no filter",
                      Evidence.process(
                          process.pid(), process.name(), "Seccomp: " + process.seccomp())));
            }
          }
        });
    return nested.verdict(judgement, view);
  }

  /** Of two profiles the last counts; a privileged container has one only if it is named. */
  private static boolean isUnconfined(Options options) {
    var asked = options.security("seccomp");
    return asked.isEmpty()
        ? options.on("privileged").isPresent()
        : asked.getLast().value().equals(UNCONFINED);
  }
}
