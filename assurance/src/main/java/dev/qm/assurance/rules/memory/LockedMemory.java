package dev.qm.assurance.rules.memory;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Mend;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Amount;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.file.ControlFile;

/** What the partition locks is bounded by what it may have. */
final class LockedMemory {
  static final Rule RULE =
      Rule.named("locked-memory")
          .title("Memory that the partition locks has a bound")
          .against(Interference.MEMORY)
          .harm("Software inside locks memory until nothing is left that the kernel could reclaim.")
          .rationale(
              """
              Locked pages cannot be reclaimed, and with ipc_lock, which the partition has, RLIMIT_MEMLOCK is no bound. \
              They are charged to the group as all others, so memory.max is.\
              """)
          .sources(
              "mlock(2)",
              "getrlimit(2), RLIMIT_MEMLOCK",
              "Linux, Documentation/admin-guide/cgroup-v2.rst, Memory")
          .how("MemoryMax= of [Service]; while it runs, the limit of its group.")
          .proves("What is locked is no more than the bound.")
          .doesNotProve("That the kernel finds the rest of the machine's memory in one piece.")
          .mend("set MemoryMax= in a drop-in")
          .check(LockedMemory::check);

  private LockedMemory() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    switch (Amount.of(view, "MemoryMax")) {
      case Amount.At(var entry, long _) -> judgement.holds(Evidence.of(entry));
      case Amount.Unclear(var _, var why) -> judgement.unknown(why);
      case Amount.Infinite(var entry) -> judgement.fault(fault(Evidence.of(entry)));
      case Amount.Unset() ->
          judgement.fault(fault(Asked.unset(view.partition(), "Service", "MemoryMax")));
    }
    if (view.live().isPresent()) {
      var live = view.live().get();
      var file = live.file("memory", "memory.max", "memory.limit_in_bytes").toString();
      var value = live.value("memory", "memory.max", "memory.limit_in_bytes").orElse("");
      var bytes = ControlFile.number(value);
      if (value.isEmpty()) {
        judgement.unknown(file + " cannot be read");
      } else if (bytes.isPresent() && bytes.getAsLong() < view.machine().memory().total()) {
        judgement.holds(Evidence.kernel(file, value));
      } else {
        judgement.fault(
            Fault.of(
                "what the running partition locks has no bound", Evidence.kernel(file, value)));
      }
    }
    return judgement.verdict("");
  }

  private static Fault fault(Evidence evidence) {
    return Fault.of("what the partition locks has no bound", evidence)
        .with(Mend.startOfPartition("Service", "MemoryMax", "75%"));
  }
}
