package dev.qm.assurance.rules.kernel;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.SettingCheck;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Amount;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;

/** What network namespaces take beyond the partition's bound fits beside it. */
final class NetworkNamespaces {
  private static final String SETTING = "user.max_net_namespaces";

  static final Rule RULE =
      Rule.named("network-namespaces")
          .title(
              "All network namespaces that there may be fit in the memory that the partition leaves")
          .against(Interference.MEMORY)
          .harm(
              "Software inside makes network namespaces until the machine is out of memory, its own bound far away.")
          .rationale(
              """
              Of the 200 KiB that a network namespace takes the kernel charges less than half, so a bound of memory does not \
              hold them. Their number has one, which the host shares.\
              """)
          .sources(
              "docs/decisions/0022-counts-that-the-host-shares.md",
              "namespaces(7), The /proc/sys/user directory")
          .how(
              "user.max_net_namespaces times 110 KiB against the machine's memory less MemoryMax=.")
          .proves("As many as there may be leave the machine's memory some.")
          .doesNotProve(
              "That the host finds any: who takes all of them leaves its root none; see network-namespace-churn for the "
                  + "bound of each user inside.")
          .mend("set user.max_net_namespaces=4096 in /etc/sysctl.d, and with sysctl(8)")
          .check(NetworkNamespaces::check);

  /** Measured: decision 0022. */
  private static final long UNCHARGED = 110 * 1024;

  private NetworkNamespaces() {}

  private static Verdict check(PartitionView view) {
    var most = view.machine().sysctlNumber(SETTING);
    if (most.isEmpty()) {
      return SettingCheck.absent(view, SETTING);
    }
    var evidence = Evidence.kernel(Machine.sysctlFile(SETTING), Long.toString(most.getAsLong()));
    var total = view.machine().memory().total();
    var bound = Amount.of(view, "MemoryMax").number().orElse(total);
    return most.getAsLong() < (total - bound) / UNCHARGED
        ? Verdict.pass(evidence)
        : Verdict.fail(
            Fault.of(
                "network namespaces may take all memory that the partition's bound leaves",
                evidence));
  }
}
