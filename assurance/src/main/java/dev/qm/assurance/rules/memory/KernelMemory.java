package dev.qm.assurance.rules.memory;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.KernelText;

/** What the kernel needs for the partition is charged to it. */
final class KernelMemory {
  static final Rule RULE =
      Rule.named("kernel-memory")
          .title("Kernel memory that the partition uses is charged to it")
          .against(Interference.MEMORY)
          .harm(
              "Software inside fills the memory with pipes, files, sockets and processes past its bound.")
          .rationale(
              """
              The kernel charges stacks, page tables, pipes, inodes, files and most other objects to the group of who made \
              them. With cgroup.memory=nokmem it does not, and with cgroup_disable=memory it charges nothing.\
              """)
          .sources(
              "Linux, Documentation/admin-guide/kernel-parameters.txt, cgroup.memory= and cgroup_disable=",
              "Linux, Documentation/admin-guide/cgroup-v2.rst, Memory, kernel")
          .how("cgroup.memory= and cgroup_disable= in /proc/cmdline.")
          .proves("Kernel memory counts against MemoryMax=.")
          .doesNotProve("That every object does: the kernel leaves some out.")
          .mend("take the parameter away from the boot loader's line, then boot")
          .check(KernelMemory::check);

  private KernelMemory() {}

  private static Verdict check(PartitionView view) {
    var line = view.machine().texts().word("/proc/cmdline");
    if (line.isEmpty()) {
      return new Verdict.NotJudged(Machine.NO_KERNEL);
    }
    var judgement = new Judgement();
    for (var word : KernelText.of(line.get())) {
      if (word.startsWith("cgroup.memory=") && has(word, "nokmem")) {
        judgement.fault(
            Fault.of("kernel memory is not charged", Evidence.kernel("/proc/cmdline", word)));
      } else if (word.startsWith("cgroup_disable=") && has(word, "memory")) {
        judgement.fault(Fault.of("no memory is charged", Evidence.kernel("/proc/cmdline", word)));
      }
    }
    judgement.holds(Evidence.kernel("/proc/cmdline", "neither nokmem nor cgroup_disable=memory"));
    return judgement.verdict("");
  }

  private static boolean has(String word, String value) {
    return KernelText.split(word.substring(word.indexOf('=') + 1), ',').contains(value);
  }
}
