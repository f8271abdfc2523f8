package dev.qm.assurance.rules.timing;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Mend;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Live;
import dev.qm.assurance.view.PartitionView;
import java.util.OptionalLong;

/** Niceness counts among the partition's own. */
final class Nice {
  static final Rule RULE =
      Rule.named("nice")
          .title("A negative nice value inside counts among the partition's processes only")
          .against(Interference.TIMING)
          .harm(
              "A process inside with a nice value of -20 gets 87 times the time of one of the ASIL side.")
          .rationale(
              """
              Nice values divide what a group has among its processes, if the group has a place of its own in the processor \
              controller. Without one they count against everybody.\
              """)
          .sources("sched(7), The nice value and group scheduling", "setpriority(2)")
          .how(
              "CPUWeight= or CPUQuota= of [Service], with which systemd makes such a group; while it runs, whether the group "
                  + "has cpu.weight or cpu.shares.")
          .proves("Whatever nice values there are inside, the group's weight decides outside.")
          .doesNotProve("Anything of processes that are not in the group.")
          .mend("set CPUWeight=10 in a drop-in, then `qm restart`")
          .check(Nice::check);

  private Nice() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var unit = view.partition();
    var asked = unit.last("Service", "CPUWeight").or(() -> unit.last("Service", "CPUQuota"));
    if (asked.isPresent()) {
      judgement.holds(Evidence.of(asked.get()));
    } else {
      judgement.fault(
          Fault.of(
                  "nothing asks for a place in the processor controller",
                  Evidence.missing(unit.quadlet().file(), "neither CPUWeight= nor CPUQuota="))
              .with(Mend.ofPartition("Service", "CPUWeight", "10")));
    }
    view.live().ifPresent(live -> live(judgement, live));
    return judgement.verdict("");
  }

  private static void live(Judgement judgement, Live live) {
    var file = live.file("cpu", "cpu.weight", "cpu.shares").toString();
    var value = live.value("cpu", "cpu.weight", "cpu.shares");
    if (value.isPresent()) {
      judgement.holds(Evidence.kernel(file, value.get()));
      return;
    }
    var lowest = 0L;
    for (var process : live.processes()) {
      OptionalLong nice = process.nice();
      lowest = Math.min(lowest, nice.orElse(0));
    }
    judgement.fault(
        Fault.of(
            "nice values of the running partition count against the host, the lowest is " + lowest,
            Evidence.kernel(file, "no such file")));
  }
}
