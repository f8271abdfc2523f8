package dev.qm.assurance.rules.nested;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;

/** One word that takes all walls between an app and the partition. */
final class Privileged {
  static final Rule RULE =
      Rule.named("nested-privileged")
          .title("No container inside is privileged")
          .against(Interference.CONTROL)
          .harm(
              "One app has all that root of the partition has: in plain mode every hole that mode leaves to the host.")
          .rationale(
              """
              --privileged gives all capabilities that the partition has, all its devices and /proc unmasked, without a \
              label of its own. The partition's own walls still hold, but nothing stands before them.\
              """)
          .sources(
              "podman-run(1), --privileged",
              "docs/architecture.md, What the plain mode leaves open")
          .how("The podman run of each quadlet inside, and containers.conf.")
          .proves("No quadlet inside asks for it.")
          .doesNotProve("Anything about containers that somebody starts by hand.")
          .mend("take it away, and name the one capability or device that the app needs")
          .check(Privileged::check);

  private Privileged() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var nested = Nested.of(view);
    for (var entry : nested.defaults("privileged")) {
      if (entry.value().equals("true")) {
        judgement.fault(Fault.of("containers inside are privileged", Evidence.of(entry)));
      }
    }
    for (var unit : nested.containers()) {
      unit.options()
          .on("privileged")
          .ifPresent(option ->
              judgement.fault(() -> Nested.fault(unit, option, unit.name() + " is privileged")));
    }
    return nested.verdict(judgement, view);
  }
}
