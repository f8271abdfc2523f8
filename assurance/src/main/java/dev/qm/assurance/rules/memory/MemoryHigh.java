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
import dev.qm.quadlet.syntax.Entry;

/** A mark from which on the partition is slowed down lies below its bound. */
final class MemoryHigh {
  static final Rule RULE =
      Rule.named("memory-high")
          .title("A high mark of memory lies below the bound")
          .against(Interference.MEMORY)
          .harm(
              "The partition runs into its bound at full speed, and the kernel ends what it finds.")
          .rationale(
              """
              Over memory.high the kernel reclaims from the group and slows its processes down, before memory.max \
              makes it kill. A mark at or above the bound is never reached, and without one there is nothing between \
              full speed and the end.\
              """)
          .sources(
              "Linux, Documentation/admin-guide/cgroup-v2.rst, memory.high",
              "systemd.resource-control(5), MemoryHigh=")
          .how("MemoryHigh= against MemoryMax=; while it runs, memory.high against memory.max.")
          .proves("There is a mark, and it has an effect before the bound has.")
          .doesNotProve("That reclaim over the mark is fast enough.")
          .mend("set MemoryHigh= a little below MemoryMax=, then `qm restart`")
          .check(MemoryHigh::check);

  /** What qm.container has, for a partition without a bound of its own. */
  private static final String USUAL = "70%";

  private MemoryHigh() {}

  private static Verdict check(PartitionView view) {
    var high = Amount.of(view, "MemoryHigh");
    if (view.machine().isRunning() && !view.machine().isV2("memory")) {
      return new Verdict.NotApplicable("cgroup v1 has no such mark");
    }
    var judgement = new Judgement();
    switch (high) {
      case Amount.At(var entry, long mark) -> {
        if (reaches(view, entry, mark)) {
          judgement.fault(
              Fault.of("the high mark is not below the bound", Evidence.of(entry))
                  .with(below(view)));
        } else {
          judgement.holds(Evidence.of(entry));
        }
      }
      case Amount.Unclear(var _, var why) -> judgement.unknown(why);
      case Amount.Infinite(var entry) ->
          judgement.fault(Fault.of("there is no high mark", Evidence.of(entry)).with(below(view)));
      case Amount.Unset() -> {
        if (view.machine().isRunning()) {
          judgement.fault(
              Fault.of("there is no high mark", Asked.not(view.partition(), "no MemoryHigh="))
                  .with(below(view)));
        } else {
          judgement.unknown("whether the machine has such a mark, only a running one can tell");
        }
      }
    }
    if (view.live().isPresent()) {
      live(judgement, view, high);
    }
    return judgement.verdict("");
  }

  /** Nine tenths of the bound, in its words. */
  private static Mend below(PartitionView view) {
    var max = view.partition().last("Service", "MemoryMax").map(entry -> entry.value().strip());
    var percent = max.map(MemoryHigh::percent).orElse(-1L);
    var bytes = Amount.of(view, "MemoryMax").number();
    var mark = USUAL;
    if (percent > 1) {
      mark = percent * 9 / 10 + "%";
    } else if (percent < 0 && bytes.isPresent()) {
      mark = ((bytes.get() / 10 * 9) >> 20) + "M";
    }
    return Mend.startOfPartition("Service", "MemoryHigh", mark);
  }

  /** Whether the mark is no mark, also where nobody knows how much memory there is. */
  private static boolean reaches(PartitionView view, Entry mark, long bytes) {
    var max = view.partition().last("Service", "MemoryMax");
    var percents = percent(mark.value().strip());
    if (max.isPresent() && percents >= 0 && percent(max.get().value().strip()) >= 0) {
      return percents >= percent(max.get().value().strip());
    }
    var most = Amount.of(view, "MemoryMax").number();
    return most.isPresent() && bytes >= most.get();
  }

  /** Whole percents; -1 for anything else. */
  private static long percent(String value) {
    return value.endsWith("%")
        ? ControlFile.number(value.substring(0, value.length() - 1)).orElse(-1)
        : -1;
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
