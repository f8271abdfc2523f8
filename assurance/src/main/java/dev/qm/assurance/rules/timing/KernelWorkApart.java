package dev.qm.assurance.rules.timing;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.CpuList;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.cgroup.Limits.NumberList;
import dev.qm.partition.setup.AsilCpus;

/** What the partition makes the kernel do later is not done on processors that were set apart. */
final class KernelWorkApart {
  static final Rule RULE =
      Rule.named("kernel-work-apart")
          .title("The kernel's own work stays off processors that were set apart")
          .against(Interference.TIMING)
          .harm(
              "What software inside makes the kernel do later runs where the ASIL side has its processor.")
          .rationale(
              """
              A cpuset holds processes, and the kernel does much in none: it takes network namespaces apart, writes back what \
              lies in memory, frees what was used. Work that is bound to no processor runs on any that the mask of the work \
              queues has. `qm prove` has seen it: with a processor apart and the mask as it was, namespaces made and dropped \
              inside made the ASIL side's loop seventy times as late at p99; with the mask they cost nothing.\
              """)
          .sources(
              "Linux, Documentation/admin-guide/kernel-per-CPU-kthreads.rst, kworker",
              "tmpfiles.d(5)",
              "QM, docs/evidence.md")
          .how(AsilCpus.KERNEL_WORK + ", against the processors that were set apart.")
          .proves("No work that is bound to no processor runs there.")
          .doesNotProve(
              "Anything about work that is bound to one, interrupts, and what the kernel does for the ASIL side's own calls.")
          .mend("`qm setup --asil-cpus LIST` sets the mask, and tmpfiles.d(5) does at each boot")
          .check(KernelWorkApart::check);

  private static final String MASK = AsilCpus.KERNEL_WORK;

  private KernelWorkApart() {}

  private static Verdict check(PartitionView view) {
    if (!view.machine().isRunning()) {
      return new Verdict.NotJudged(Machine.NO_KERNEL);
    }
    var judgement = new Judgement();
    var reserved = ReservedProcessors.of(view, judgement).processors();
    if (reserved.isEmpty()) {
      return judgement.verdict(ReservedProcessors.NONE);
    }
    var text = view.machine().texts().word(MASK);
    var mask = text.flatMap(NumberList::ofMask);
    if (mask.isEmpty()) {
      return judgement.unknown(MASK + " cannot be read").verdict("");
    }
    var evidence = Evidence.kernel(MASK, text.get());
    if (mask.get().numbers().stream().anyMatch(reserved::get)) {
      judgement.fault(
          Fault.of(
              "the kernel's own work may run on processors " + CpuList.text(reserved), evidence));
    } else {
      judgement.holds(evidence);
    }
    return judgement.verdict("");
  }
}
