package dev.qm.assurance.rules.asil;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.view.PartitionView;

/** What lies in a group shares its limits. */
final class Slices {
  static final Rule RULE =
      Rule.named("asil-slice")
          .title("Neither side lies in a control group of the other")
          .against(Interference.TIMING)
          .harm(
              "The partition's limits bound the ASIL side, or what the ASIL side is granted is the partition's too.")
          .rationale(
              """
              Limits and weights of a slice are for all in it together. A slice that holds both gives one what was measured \
              for the other.\
              """)
          .sources("systemd.slice(5)", "systemd.resource-control(5), Slice=")
          .how("Slice= of the ASIL side's units and of the effective qm.container.")
          .proves(
              "The ways to both part at the top of the tree, or in a slice that is named for neither.")
          .doesNotProve("Where processes are that somebody moved by hand.")
          .mend(
              "give the ASIL side a slice of its own, and leave Slice=-.slice of qm.container as it is")
          .check(view -> AsilUnits.each(view, (j, units, it) -> judge(view, j, units, it)));

  private Slices() {}

  private static void judge(
      PartitionView view, Judgement judgement, AsilUnits units, AsilUnits.Service service) {
    var slice = AsilUnits.partitionsSlice(view);
    var evidence =
        view.partition()
            .last("Service", "Slice")
            .map(Evidence::of)
            .orElseGet(() -> Asked.not(view.partition(), "no Slice="));
    if (units.side().hasUnit("qm.service", slice)) {
      judgement.fault(Fault.of("the partition lies in a slice of the ASIL side", evidence));
    } else if (!slice.equals("-.slice")
        && !slice.equals("system.slice")
        && AsilUnits.chain(service.slice(), service.name()).contains(slice)) {
      judgement.fault(
          Fault.of(
              service.name() + " lies in the partition's slice",
              service.evidence("Service", "Slice"),
              evidence));
    } else {
      judgement.holds(service.evidence("Service", "Slice"));
    }
  }
}
