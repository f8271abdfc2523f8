package dev.qm.assurance.rules.selinux;

import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Live;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.HostException;
import dev.qm.host.selinux.FileLabels;
import dev.qm.partition.selinux.Policy;
import dev.qm.partition.selinux.PolicyName;
import java.util.Optional;

/** The type that all rules of the policy are about. */
final class ProcessType {
  static final Rule RULE =
      Rule.named("selinux-type")
          .title("Processes of the partition have types of the partition")
          .against(Interference.CONTROL)
          .harm(
              "Software inside may do what another type may, such as a container of the host, or everything.")
          .rationale(
              """
              QM's policy speaks of qm_t and of the types of its containers. With any other type its invariants say \
              nothing about the partition.\
              """)
          .sources("podman-run(1), --security-opt label=type", "docs/selinux.md")
          .how(
              "The label of the effective podman run; while it runs, /proc/PID/attr/current of every process inside.")
          .proves("All processes that were looked at are held by QM's rules.")
          .doesNotProve(
              "That they stay so: a process may change its type where the policy lets it.")
          .mend("say SecurityLabelType=qm_t, then `qm restart`")
          .check(ProcessType::check);

  private ProcessType() {}

  private static Verdict check(PartitionView view) {
    var off = SecondWall.missing(view);
    if (off.isPresent()) {
      return off.get();
    }
    var judgement = new Judgement();
    SecondWall.judge(
        judgement,
        view,
        "type",
        "SecurityLabelType",
        PolicyName.QM.domain(),
        "the partition is not started as qm_t");
    view.live().ifPresent(live -> live(judgement, view, live));
    return judgement.verdict("");
  }

  private static void live(Judgement judgement, PartitionView view, Live live) {
    var own = policy(view);
    for (var process : live.processes()) {
      var type = process.label().map(FileLabels::typeOf).orElse("");
      if (type.isEmpty()) {
        judgement.unknown("the label of process " + process.pid() + " cannot be read");
      } else if (process.pid() == live.first().pid()
          ? !type.equals(PolicyName.QM.domain())
          : !isOwn(own, type)) {
        judgement.fault(
            Fault.of("a process inside has the type " + type, SecondWall.label(process))
                .advised("`qm restart`"));
      }
    }
    judgement.holds(SecondWall.label(live.first()));
  }

  private static Optional<Policy> policy(PartitionView view) {
    var source = SecondWall.source(view);
    try {
      return source.isEmpty() ? Optional.empty() : Optional.of(Policy.of(source.get()));
    } catch (HostException notOurs) {
      return Optional.empty();
    }
  }

  private static boolean isOwn(Optional<Policy> policy, String type) {
    return policy.isPresent()
        ? policy.get().isDomain(type, PolicyName.QM)
        : type.equals(PolicyName.QM.domain()) || type.startsWith(PolicyName.QM + "_container");
  }
}
