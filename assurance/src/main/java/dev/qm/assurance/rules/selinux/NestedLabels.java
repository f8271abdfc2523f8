package dev.qm.assurance.rules.selinux;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Mend;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.selinux.FileLabels;
import dev.qm.partition.selinux.PolicyName;
import java.util.Optional;

/** Without it SELinux looks switched off from inside. */
final class NestedLabels {
  static final Rule RULE =
      Rule.named("selinux-nested")
          .title("The Podman inside can label its containers")
          .against(Interference.EXCHANGE)
          .harm(
              "Every container inside runs as qm_t, so one that breaks out may do all that the partition may.")
          .rationale(
              """
              With label=nested the partition sees SELinux and its Podman gives containers a type and categories of \
              their own. Without, selinuxfs is covered, and they all are qm_t.\
              """)
          .sources("podman-run(1), --security-opt label=nested", "docs/selinux.md")
          .how(
              "--security-opt of the effective podman run; while it runs, the labels of processes in nested containers.")
          .proves("Containers inside have a type of their own.")
          .doesNotProve("That no container asks to go without: see nested-label.")
          .mend("say SecurityLabelNested=true, then `qm restart`")
          .check(NestedLabels::check);

  private static final Mend MEND = Mend.ofPartition("Container", "SecurityLabelNested", "true");

  private NestedLabels() {}

  private static Verdict check(PartitionView view) {
    var off = SecondWall.missing(view);
    if (off.isPresent()) {
      return off.get();
    }
    var judgement = new Judgement();
    var asked =
        view.partition().options().security("label").stream()
            .filter(option -> option.value().equals("nested"))
            .findFirst();
    asked.ifPresentOrElse(
        option -> judgement.holds(Asked.evidence(view.partition(), option)),
        () -> {
          var line = view.partition().last("Container", "SecurityLabelNested");
          judgement.fault(
              Fault.of(
                      "containers inside cannot have labels of their own",
                      line.map(Evidence::of)
                          .orElseGet(
                              () -> Asked.not(view.partition(), "no SecurityLabelNested=true")))
                  .with(MEND));
        });
    view.live()
        .ifPresent(live -> {
          for (var process : live.processes()) {
            if (process.nested().isPresent()
                && process
                    .label()
                    .map(FileLabels::typeOf)
                    .equals(Optional.of(PolicyName.QM.domain()))) {
              judgement.fault(
                  Fault.of(
                          "a container inside runs as the partition itself",
                          SecondWall.label(process))
                      .advised("start it again with a label of its own"));
            }
          }
        });
    return judgement.verdict("");
  }
}
