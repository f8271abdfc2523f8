package dev.qm.assurance.rules.nested;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.selinux.SELinux;
import dev.qm.partition.selinux.PolicyName;

/** A container that asks for none, or for the partition's. */
final class Labelled {
  static final Rule RULE =
      Rule.named("nested-label")
          .title("Each container inside has a label of its own")
          .against(Interference.EXCHANGE)
          .harm(
              "One app reaches the files of all others inside, and what only the partition itself may reach.")
          .rationale(
              """
              Without a label of its own a container has the type of the Podman that starts it, qm_t, which owns all of \
              the partition.\
              """)
          .sources("podman-run(1), --security-opt label", "docs/selinux.md")
          .how("--security-opt of each quadlet inside, and containers.conf.")
          .proves("No quadlet inside gives its label up.")
          .doesNotProve("That the partition's Podman can label at all: see selinux-nested.")
          .mend(
              "take SecurityLabelDisable= away, or choose one of the types that man qm_selinux lists")
          .check(Labelled::check);

  private Labelled() {}

  private static Verdict check(PartitionView view) {
    if (view.machine().isRunning() && view.machine().selinux() instanceof SELinux.Absent) {
      return new Verdict.NotApplicable(
          "SELinux is off on this machine, about which selinux-enforcing is");
    }
    var judgement = new Judgement();
    var nested = Nested.of(view);
    for (var unit : nested.containers()) {
      for (var option : unit.options().security("label")) {
        var type = option.value().startsWith("type:") ? option.value().substring(5) : "";
        if (option.value().equals("disable")
            || (!type.isEmpty() && !type.startsWith(PolicyName.QM + "_container"))) {
          judgement.fault(() ->
              Nested.fault(
                  unit,
                  option,
                  type.isEmpty()
                      ? unit.name() + " has no label of its own"
                      : unit.name() + " asks for the type " + type));
        }
      }
    }
    for (var entry : nested.defaults("label")) {
      if (entry.value().equals("false")) {
        judgement.fault(
            Fault.of("containers inside have no labels of their own", Evidence.of(entry)));
      }
    }
    return nested.verdict(judgement, view);
  }
}
