package dev.qm.assurance.rules.kernel;

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
import dev.qm.host.cgroup.Capacity;
import dev.qm.host.file.ControlFile;

/** A fork bomb inside leaves process numbers for the host. */
final class TasksMax {
  static final Rule RULE =
      Rule.named("tasks-max")
          .title("The partition has fewer processes and threads than the machine can")
          .against(Interference.TIMING)
          .harm(
              "A fork bomb inside takes all process numbers, and no service of the host can start a thread.")
          .rationale(
              """
              Processes and threads of the machine end at kernel.pid_max and kernel.threads-max, for root too. Only the pids \
              controller bounds what one group has of them. PidsLimit= alone is a bound of the container's group, which in \
              plain mode on cgroup v1 the partition raises itself.\
              """)
          .sources(
              "Linux, Documentation/admin-guide/cgroup-v2.rst, PID",
              "systemd.resource-control(5), TasksMax=",
              "proc_sys_kernel(5), pid_max and threads-max")
          .how(
              "TasksMax= of [Service] against kernel.pid_max and kernel.threads-max; while it runs, pids.max of its group.")
          .proves("Beside a fork bomb inside the host has process numbers left.")
          .doesNotProve(
              "That the host's own services leave each other enough, and how long forking holds up others.")
          .mend("set TasksMax=50% in a drop-in, then `qm restart`")
          .check(TasksMax::check);

  private static final Mend MEND = Mend.startOfPartition("Service", "TasksMax", "50%");

  private TasksMax() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var asked = Amount.of(view, "TasksMax");
    var all = Capacity.probe(view.machine().kernelRoot()).tasks();
    switch (asked) {
      case Amount.At(var entry, long tasks) when all > 0 && tasks >= all ->
          judgement.fault(
              Fault.of(
                      "the partition may have all " + all + " tasks of the machine",
                      Evidence.of(entry))
                  .with(MEND));
      case Amount.At(var entry, long _) -> judgement.holds(Evidence.of(entry));
      case Amount.Infinite(var entry) ->
          judgement.fault(
              Fault.of("the partition may have all tasks of the machine", Evidence.of(entry))
                  .with(MEND));
      case Amount.Unset() ->
          judgement.fault(
              Fault.of(
                      "no file of the partition bounds its tasks",
                      Asked.unset(view.partition(), "Service", "TasksMax"))
                  .with(MEND));
      case Amount.Unclear(var _, var why) -> judgement.unknown(why);
    }
    view.live().ifPresent(live -> live(judgement, live, all, asked.number().orElse(0L)));
    return judgement.verdict("");
  }

  private static void live(Judgement judgement, Live live, long all, long asked) {
    var file = live.file("pids", "pids.max", "pids.max").toString();
    var value = live.value("pids", "pids.max", "pids.max").orElse("");
    var tasks = ControlFile.number(value);
    if (value.isEmpty()) {
      judgement.unknown(file + " cannot be read");
    } else if (tasks.isEmpty() || (all > 0 && tasks.getAsLong() >= all)) {
      judgement.fault(
          Fault.of(
              "the running partition may have all tasks of the machine",
              Evidence.kernel(file, value)));
    } else if (asked > 0 && tasks.getAsLong() > asked + asked / 100) {
      // a percentage is of what the machine could have when the service started
      judgement.fault(
          Fault.of(
                  "the running partition may have more than " + asked + " tasks",
                  Evidence.kernel(file, value))
              .advised("`qm restart`, if the file was changed; else find out who raised it"));
    } else {
      judgement.holds(Evidence.kernel(file, value));
    }
  }
}
