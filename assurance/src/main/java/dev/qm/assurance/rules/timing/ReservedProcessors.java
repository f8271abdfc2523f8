package dev.qm.assurance.rules.timing;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.CpuList;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.HostException;
import dev.qm.host.cgroup.Limits.NumberList;
import dev.qm.partition.Layout;
import dev.qm.partition.setup.AsilCpus;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Processors that were set apart are not the partition's. */
final class ReservedProcessors {
  static final Rule RULE =
      Rule.named("reserved-processors")
          .title("The partition may not run on processors that were set apart")
          .against(Interference.TIMING)
          .harm("Software inside runs on a processor that was kept free for the ASIL side.")
          .rationale(
              """
              isolcpus= and nohz_full= only keep the kernel from moving processes to such a processor by itself. Any process \
              may ask to run there (sched_setaffinity(2)), unless a cpuset forbids it. `qm setup --asil-cpus` makes that cpuset, \
              and a later drop-in can undo it.\
              """)
          .sources(
              "Linux, Documentation/admin-guide/kernel-parameters.txt, isolcpus= and nohz_full=",
              "cpuset(7)",
              "systemd.resource-control(5), AllowedCPUs=")
          .how(
              "/sys/devices/system/cpu/isolated and nohz_full, cpuset.cpus.isolated of cgroup v2, and what --asil-cpus of qm setup "
                  + "said (/var/lib/qm/ledger), against AllowedCPUs= and the cpuset of the running group.")
          .proves("No process inside can be on one of these processors.")
          .doesNotProve("That nothing else is, such as interrupts of the partition's devices.")
          .mend(
              "`qm setup --asil-cpus LIST`, or AllowedCPUs= in a drop-in with the other processors, then `qm restart`")
          .check(ReservedProcessors::check);

  static final String NONE = "no processor of this machine is set apart";

  /** Where the kernel says which processors it keeps free. */
  private static final List<String> KERNELS =
      List.of(
          "/sys/devices/system/cpu/isolated",
          "/sys/devices/system/cpu/nohz_full",
          "/sys/fs/cgroup/cpuset.cpus.isolated");

  private ReservedProcessors() {}

  /**
   * Processors that were set apart.
   *
   * @param said the files that say so
   */
  record Apart(BitSet processors, List<String> said) {}

  /** Those of a machine; what cannot be read is told to {@code judgement}. */
  static Apart of(PartitionView view, Judgement judgement) {
    var reserved = new BitSet();
    var said = new ArrayList<String>();
    for (var file : view.machine().isRunning() ? KERNELS : List.<String>of()) {
      var cpus = CpuList.parse(view.machine().texts().word(file).orElse(""));
      if (!cpus.isEmpty()) {
        said.add(file);
        reserved.or(cpus);
      }
    }
    try {
      var ledger = view.machine().texts().ledger();
      for (var cpu : AsilCpus.recorded(ledger).map(NumberList::numbers).orElse(List.of())) {
        reserved.set(cpu);
        said.add(Layout.STATE + "/ledger");
      }
    } catch (HostException unreadable) {
      judgement.unknown(String.valueOf(unreadable.getMessage()));
    }
    return new Apart(reserved, said);
  }

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var set = of(view, judgement);
    var reserved = set.processors();
    if (reserved.isEmpty() && !view.machine().isRunning()) {
      return new Verdict.NotJudged(Machine.NO_KERNEL);
    }
    if (reserved.isEmpty()) {
      return judgement.verdict(NONE);
    }
    var apart = Evidence.kernel(set.said().getFirst(), CpuList.text(reserved));
    var asked = view.partition().last("Service", "AllowedCPUs");
    if (asked.isEmpty()) {
      judgement.fault(
          Fault.of(
              "nothing keeps the partition from processors " + CpuList.text(reserved),
              Asked.unset(view.partition(), "Service", "AllowedCPUs"),
              apart));
    } else if (CpuList.parse(asked.get().value()).intersects(reserved)) {
      judgement.fault(
          Fault.of(
              "the partition may run on processors that were set apart",
              Evidence.of(asked.get()),
              apart));
    } else {
      judgement.holds(Evidence.of(asked.get()));
    }
    if (view.live().isPresent()) {
      var live = view.live().get();
      var file = live.file("cpuset", "cpuset.cpus.effective", "cpuset.effective_cpus").toString();
      var value = live.value("cpuset", "cpuset.cpus.effective", "cpuset.effective_cpus");
      var cpus = CpuList.parse(value.orElse(""));
      if (cpus.isEmpty()) {
        judgement.fault(
            Fault.of(
                "no cpuset keeps the running partition from processors " + CpuList.text(reserved),
                Evidence.kernel(file, value.orElse("no such file"))));
      } else if (cpus.intersects(reserved)) {
        judgement.fault(
            Fault.of(
                "the running partition may be on processors that were set apart",
                Evidence.kernel(file, value.orElse(""))));
      } else {
        judgement.holds(Evidence.kernel(file, value.orElse("")));
      }
    }
    return judgement.verdict("");
  }
}
