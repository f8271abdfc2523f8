package dev.qm.assurance.rules.timing;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Live;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.cgroup.Capacity;
import dev.qm.host.cgroup.Limits;
import dev.qm.host.file.ControlFile;
import java.util.List;

/** A quota of processor time, where one is set, is the kernel's. */
final class CpuQuota {
  static final Rule RULE =
      Rule.named("cpu-quota")
          .title(
              "The running partition has no more processor time than its quota, where one is set")
          .against(Interference.TIMING)
          .harm("The partition takes processor time that the plan gave to the ASIL side.")
          .rationale(
              """
              CPUQuota= bounds the time in each period, on an idle machine too. Without one the weight divides busy \
              processors, and idle ones may be used whole.\
              """)
          .sources(
              "Linux, Documentation/admin-guide/cgroup-v2.rst, cpu.max",
              "Linux, Documentation/scheduler/sched-bwc.rst",
              "systemd.resource-control(5), CPUQuota=")
          .how(
              "CPUQuota= of [Service] against cpu.max, or cpu.cfs_quota_us and its period, of the running group.")
          .proves("The kernel holds the quota that the file asks for.")
          .doesNotProve("That the quota is small enough for the ASIL side's deadlines.")
          .mend("`qm restart`; where that does not help, see what the kernel refused")
          .check(CpuQuota::check);

  private CpuQuota() {}

  private static Verdict check(PartitionView view) {
    var entry = view.partition().last("Service", "CPUQuota");
    if (entry.isEmpty()) {
      return new Verdict.NotApplicable(
          "no CPUQuota= is set: the weight divides busy processors, idle ones may be used whole");
    }
    long wanted;
    try {
      var quota = Limits.parse(List.of(entry.get()), new Capacity(0, 0, 0)).cpuQuota();
      wanted = quota.map(Limits.CpuQuota::microsecondsPerSecond).orElse(0L);
    } catch (HostException unclear) {
      return new Verdict.NotJudged(String.valueOf(unclear.getMessage()));
    }
    return view.live().isEmpty()
        ? Verdict.pass(Evidence.of(entry.get()))
        : live(view.live().get(), wanted, Evidence.of(entry.get()));
  }

  private static Verdict live(Live live, long wanted, Evidence asked) {
    var isV2 = live.cgroups().isV2("cpu");
    var file = live.file("cpu", "cpu.max", "cpu.cfs_quota_us").toString();
    var value = live.value("cpu", "cpu.max", "cpu.cfs_quota_us").orElse("");
    var words = KernelText.of(value);
    var period =
        isV2
            ? ControlFile.number(words.size() > 1 ? words.get(1) : "")
            : ControlFile.number(live.value("cpu", "", "cpu.cfs_period_us").orElse(""));
    if (words.isEmpty() || period.isEmpty() || period.getAsLong() <= 0) {
      return new Verdict.NotJudged(file + " cannot be read");
    }
    // "max", and -1 on cgroup v1, for none
    var quota = ControlFile.number(words.getFirst()).orElse(-1);
    var perSecond = quota * 1_000_000 / period.getAsLong();
    return quota < 0 || perSecond > wanted + wanted / 100
        ? Verdict.fail(
            Fault.of(
                "the running partition has more time than CPUQuota= says",
                Evidence.kernel(file, value)))
        : Verdict.pass(asked, Evidence.kernel(file, value));
  }
}
