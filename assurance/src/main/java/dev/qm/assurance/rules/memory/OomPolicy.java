package dev.qm.assurance.rules.memory;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Mend;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;
import java.util.Set;

/** One killed process inside does not stop the whole partition. */
final class OomPolicy {
  static final Rule RULE =
      Rule.named("oom-policy")
          .title("A process of the partition that the kernel ends is no reason to stop it")
          .against(Interference.CONTROL)
          .harm(
              "An app that leaks makes the host stop and boot the partition over and over, with all its channels.")
          .rationale(
              """
              systemd stops a service of which the kernel ended a process, unless OOMPolicy=continue, which is also what \
              it takes for a service with Delegate=. kill ends all of it.\
              """)
          .sources("systemd.service(5), OOMPolicy=")
          .how("OOMPolicy= and Delegate= of [Service].")
          .proves("systemd leaves a killed process inside to the systemd inside.")
          .doesNotProve("That the partition can do without that process.")
          .mend("set OOMPolicy=continue in a drop-in")
          .check(OomPolicy::check);

  private static final Set<String> NO = Set.of("no", "false", "off", "0", "n", "f");

  private OomPolicy() {}

  private static Verdict check(PartitionView view) {
    var unit = view.partition();
    var policy = unit.last("Service", "OOMPolicy");
    if (policy.isPresent()) {
      return policy.get().value().equals("continue")
          ? Verdict.pass(Evidence.of(policy.get()))
          : fail(Evidence.of(policy.get()));
    }
    var delegate = unit.last("Service", "Delegate");
    return delegate.isPresent() && !NO.contains(delegate.get().value())
        ? Verdict.pass(Evidence.of(delegate.get()))
        : fail(Evidence.missing(unit.quadlet().file(), "neither OOMPolicy= nor Delegate="));
  }

  private static Verdict fail(Evidence evidence) {
    return Verdict.fail(
        Fault.of("one process without memory stops the partition", evidence)
            .with(Mend.ofPartition("Service", "OOMPolicy", "continue")));
  }
}
