package dev.qm.assurance.rules.control;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.view.Granted;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;

/** The partition does not read the kernel's log. */
final class KernelLog {
  static final Rule RULE =
      Rule.named("kernel-log")
          .title("The partition cannot read the kernel's log")
          .against(Interference.EXCHANGE)
          .harm(
              """
              Software inside reads what the kernel says of devices and processes of the ASIL side.\
              """)
          .rationale(
              """
              There is one ring of messages, and no namespace has its own. With kernel.dmesg_restrict at 0 \
              syslog(2) shows it to anybody whose filter lets the call through.\
              """)
          .sources(
              "syslog(2)", "Linux, Documentation/admin-guide/sysctl/kernel.rst, dmesg_restrict")
          .how(
              """
              kernel.dmesg_restrict of the running kernel, the capability syslog and the user namespace; \
              SELinux, enforcing.\
              """)
          .proves("No process inside gets at the messages of the kernel.")
          .doesNotProve("That they are not passed on by a program of the host.")
          .mend("set kernel.dmesg_restrict=1 in /etc/sysctl.d, and with sysctl(8)")
          .check(KernelLog::check);

  private KernelLog() {}

  private static final String SETTING = "kernel.dmesg_restrict";

  private static Verdict check(PartitionView view) {
    var value = view.machine().sysctl(SETTING);
    if (value.isEmpty()) {
      return new Verdict.NotJudged(Machine.NO_KERNEL);
    }
    var evidence = Evidence.kernel(Machine.sysctlFile(SETTING), value.get());
    if (value.get().equals("0")) {
      var policy = Walls.policy(view);
      return policy.isPresent()
          ? Verdict.pass(policy.get())
          : Verdict.fail(Fault.of("anybody reads the kernel's log", evidence));
    }
    var ids = Walls.userNamespace(view);
    var grant = new Granted(view.partition().options()).of("syslog");
    if (ids.isPresent() || !grant.isGiven()) {
      return Verdict.pass(evidence);
    }
    return Verdict.fail(
        Fault.of(
            "the partition has syslog, for which the kernel's log is open",
            grant.cause().map(it -> Asked.evidence(view.partition(), it)).orElse(evidence)));
  }
}
