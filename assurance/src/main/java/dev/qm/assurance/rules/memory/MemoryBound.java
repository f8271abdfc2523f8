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

/** The partition's memory has a bound that leaves some for the host. */
final class MemoryBound {
  static final Rule RULE =
      Rule.named("memory-bound")
          .title("The partition's memory has a bound below the machine's")
          .against(Interference.MEMORY)
          .harm(
              "Software inside takes all memory, and the kernel reclaims or kills on the ASIL side.")
          .rationale(
              """
              Memory is the machine's until a control group bounds it. The kernel charges what a group uses, its page \
              cache and most of its kernel memory, and at the bound reclaims from that group and kills in it, nowhere \
              else.\
              """)
          .sources(
              "Linux, Documentation/admin-guide/cgroup-v2.rst, memory.max",
              "systemd.resource-control(5), MemoryMax=",
              "ISO 26262-6:2018, D.2.3")
          .how(
              "MemoryMax= of the effective qm.container; while it runs, the kernel's own limit of the group.")
          .proves("What is charged to the partition cannot exceed the bound.")
          .doesNotProve(
              "That the bound leaves enough for the ASIL side, and that reclaim at the bound costs it no time.")
          .mend("set MemoryMax= in a drop-in, to what the ASIL side can spare")
          .check(MemoryBound::check);

  private static final Mend MEND = Mend.startOfPartition("Service", "MemoryMax", "75%");

  /** The kernel rounds to pages; the largest are 64 KiB. */
  private static final long PAGE = 65_536;

  private MemoryBound() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var asked = Amount.of(view, "MemoryMax");
    var total = view.machine().memory().total();
    switch (asked) {
      case Amount.Unset() ->
          judgement.fault(
              Fault.of(
                      "the partition's memory has no bound",
                      Asked.unset(view.partition(), "Service", "MemoryMax"))
                  .with(MEND));
      case Amount.Infinite(var entry) ->
          judgement.fault(
              Fault.of("the partition may use all memory", Evidence.of(entry)).with(MEND));
      case Amount.At(var entry, long bytes) when isAll(entry.value(), bytes, total) ->
          judgement.fault(
              Fault.of("the partition may use all memory", Evidence.of(entry)).with(MEND));
      case Amount.At(var entry, long _) -> judgement.holds(Evidence.of(entry));
      case Amount.Unclear(var _, var why) -> judgement.unknown(why);
    }
    view.live().ifPresent(live -> live(judgement, total, live, asked.number().orElse(0L)));
    return judgement.verdict("");
  }

  /** A whole, whatever machine it is of; a share is one of a machine that is known. */
  private static boolean isAll(String value, long bytes, long total) {
    var share = value.endsWith("%") ? value.substring(0, value.length() - 1) : "";
    return (total > 0 && bytes >= total) || ControlFile.number(share).orElse(0) >= 100;
  }

  private static void live(Judgement judgement, long total, Live live, long asked) {
    var file = live.file("memory", "memory.max", "memory.limit_in_bytes");
    var value = live.value("memory", "memory.max", "memory.limit_in_bytes");
    if (value.isEmpty()) {
      judgement.unknown(file + " cannot be read");
      return;
    }
    var evidence = Evidence.kernel(file.toString(), value.get());
    var bytes = ControlFile.number(value.get());
    if (bytes.isEmpty() || bytes.getAsLong() >= total) {
      judgement.fault(Fault.of("the running partition's memory has no bound", evidence));
    } else if (asked > 0 && bytes.getAsLong() > asked + PAGE) {
      judgement.fault(
          Fault.of("the running partition may use more than " + asked + " bytes", evidence)
              .advised("`qm restart`, if the file was changed; else find out who raised it"));
    } else {
      judgement.holds(evidence);
    }
  }
}
