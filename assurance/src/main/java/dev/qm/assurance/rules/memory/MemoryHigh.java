package dev.qm.assurance.rules.memory;

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

/** A mark from which on the partition is slowed down lies below its bound. */
final class MemoryHigh {
  static final Rule RULE =
      Rule.named("memory-high")
          .title("A high mark of memory, where one is set, lies below the bound")
          .against(Interference.MEMORY)
          .harm(
              "The partition runs into its bound at full speed, and the kernel ends what it finds.")
          .rationale(
              """
              Over memory.high the kernel reclaims from the group and slows its processes down, before memory.max \
              makes it kill. A mark at or above the bound is never reached.\
              """)
          .sources(
              "Linux, Documentation/admin-guide/cgroup-v2.rst, memory.high",
              "systemd.resource-control(5), MemoryHigh=")
          .how("MemoryHigh= against MemoryMax=; while it runs, memory.high against memory.max.")
          .proves("A mark that somebody set has an effect before the bound has.")
          .doesNotProve("That reclaim over the mark is fast enough.")
          .mend("set MemoryHigh= below MemoryMax=, or take it away")
          .check(MemoryHigh::check);

  private static final String NONE = "no high mark is set: reclaim begins at MemoryMax=";

  private MemoryHigh() {}

  private static Verdict check(PartitionView view) {
    var high = Amount.of(view, "MemoryHigh");
    if (view.machine().isRunning() && !view.machine().isV2("memory")) {
      return new Verdict.NotApplicable("cgroup v1 has no such mark");
    }
    var judgement = new Judgement();
    switch (high) {
      case Amount.At(var entry, long mark) -> {
        var max = Amount.of(view, "MemoryMax").number();
        if (max.isPresent() && mark >= max.get()) {
          judgement.fault(
              Fault.of("the high mark is not below the bound", Evidence.of(entry))
                  .with(Mend.ofPartition("Service", "MemoryHigh", "")));
        } else {
          judgement.holds(Evidence.of(entry));
        }
      }
      case Amount.Unclear(var _, var why) -> judgement.unknown(why);
      case Amount.Unset(), Amount.Infinite(var _) -> {
        // nothing is asked for
      }
    }
    if (view.live().isPresent()) {
      live(judgement, view, high);
    }
    return judgement.verdict(NONE);
  }

  private static void live(Judgement judgement, PartitionView view, Amount asked) {
    var live = view.live().orElseThrow();
    var file = live.file("memory", "memory.high", "").toString();
    var value = live.value("memory", "memory.high", "").orElse("");
    var mark = ControlFile.number(value);
    var max = ControlFile.number(live.value("memory", "memory.max", "").orElse(""));
    if (mark.isEmpty()) {
      if (asked instanceof Amount.At) {
        judgement.fault(
            Fault.of("the running partition has no high mark", Evidence.kernel(file, value))
                .advised("`qm restart`"));
      }
    } else if (max.isPresent() && mark.getAsLong() >= max.getAsLong()) {
      judgement.fault(
          Fault.of(
              "the running partition's high mark is not below its bound",
              Evidence.kernel(file, value)));
    } else {
      judgement.holds(Evidence.kernel(file, value));
    }
  }
}
