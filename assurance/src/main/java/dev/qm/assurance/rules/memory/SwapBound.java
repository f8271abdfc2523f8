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
import dev.qm.assurance.view.Live;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.file.ControlFile;

/** The partition is not swapped out. */
final class SwapBound {
  private static final Mend MEND = Mend.ofPartition("Service", "MemorySwapMax", "0");

  static final Rule RULE =
      Rule.named("swap")
          .title("The partition does not swap")
          .against(Interference.TIMING)
          .harm("Swapping of the partition keeps the disk busy that the ASIL side needs.")
          .rationale(
              """
              At its bound the kernel writes the partition's pages to swap space, if there is any and the group may, \
              and reads them back. No weight of ours divides that disk, and the space is the machine's.\
              """)
          .sources(
              "Linux, Documentation/admin-guide/cgroup-v2.rst, memory.swap.max",
              "systemd.resource-control(5), MemorySwapMax=")
          .how(
              "MemorySwapMax=; SwapTotal of /proc/meminfo; while it runs, memory.swap.max, or "
                  + "memory.memsw.limit_in_bytes against memory.limit_in_bytes.")
          .proves("No page of the partition's goes to swap space.")
          .doesNotProve("Anything of the file pages that it has mapped: those are read again.")
          .mend("set MemorySwapMax=0 in a drop-in, then `qm restart`")
          .check(SwapBound::check);

  private SwapBound() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var swap = view.machine().memory().swap();
    var none = view.machine().isRunning() && swap == 0;
    var space = Evidence.kernel("/proc/meminfo", "SwapTotal: " + swap / 1024 + " kB");
    switch (Amount.of(view, "MemorySwapMax")) {
      case Amount.At(var entry, long _) when isZero(entry.value()) ->
          judgement.holds(Evidence.of(entry));
      case Amount.At(var entry, long _) -> asked(judgement, view, Evidence.of(entry));
      case Amount.Infinite(var entry) -> asked(judgement, view, Evidence.of(entry));
      case Amount.Unset() ->
          asked(judgement, view, Asked.unset(view.partition(), "Service", "MemorySwapMax"));
      case Amount.Unclear(var _, var why) -> judgement.unknown(why);
    }
    if (none) {
      judgement.holds(space);
    } else {
      view.live().ifPresent(live -> live(judgement, live));
    }
    return judgement.verdict("");
  }

  private static boolean isZero(String value) {
    return ControlFile.number(value.replace("%", "").strip()).orElse(1) == 0;
  }

  private static void asked(Judgement judgement, PartitionView view, Evidence evidence) {
    if (!view.machine().isRunning()) {
      judgement.unknown("only a running machine can tell whether it has swap space");
    } else if (view.machine().memory().swap() > 0) {
      judgement.fault(Fault.of("the partition may use swap space", evidence).with(MEND));
    }
  }

  private static void live(Judgement judgement, Live live) {
    var isV2 = live.cgroups().isV2("memory");
    var file = live.file("memory", "memory.swap.max", "memory.memsw.limit_in_bytes").toString();
    var value = live.value("memory", "memory.swap.max", "memory.memsw.limit_in_bytes");
    if (value.isEmpty()) {
      judgement.unknown(file + " cannot be read");
      return;
    }
    var evidence = Evidence.kernel(file, value.get());
    var bytes = ControlFile.number(value.get());
    // cgroup v1 bounds the sum of memory and swap
    var most =
        isV2
            ? 0
            : ControlFile.number(live.value("memory", "", "memory.limit_in_bytes").orElse(""))
                .orElse(0);
    if (bytes.isEmpty() || bytes.getAsLong() > most) {
      judgement.fault(Fault.of("the running partition may use swap space", evidence));
    } else {
      judgement.holds(evidence);
    }
  }
}
