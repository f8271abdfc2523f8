package dev.qm.assurance.rules.timing;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.SettingCheck;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;

/** A real-time process that never sleeps leaves others a rest, or none can be the partition's. */
final class RealtimeThrottle {
  private static final String SETTING = "kernel.sched_rt_runtime_us";

  static final Rule RULE =
      Rule.named("realtime-throttle")
          .title(
              "A real-time process of the partition, were there one, could not hold a processor for good")
          .against(Interference.TIMING)
          .harm("One process inside that got a real-time policy stops a processor for everybody.")
          .rationale(
              """
              The kernel leaves ordinary processes a twentieth of each second, unless kernel.sched_rt_runtime_us is -1. \
              Safety software may want that; then what keeps the partition from real-time policies has to be more than a \
              filter: root in a user namespace of its own has no sys_nice that counts.\
              """)
          .sources(
              "sched(7), Limiting the CPU usage of real-time and deadline processes",
              "user_namespaces(7)")
          .how("kernel.sched_rt_runtime_us; where it is -1, UIDMap= and the capability sys_nice.")
          .proves("Either the kernel holds such a process up, or there can be none.")
          .doesNotProve("That the rest which the kernel leaves is enough for anybody.")
          .mend(
              "set kernel.sched_rt_runtime_us=950000 with sysctl(8), or give the partition a user namespace")
          .check(RealtimeThrottle::check);

  private RealtimeThrottle() {}

  private static Verdict check(PartitionView view) {
    var value = view.machine().sysctl(SETTING);
    if (value.isEmpty()) {
      return SettingCheck.absent(view, SETTING);
    }
    var evidence = Evidence.kernel(Machine.sysctlFile(SETTING), value.get());
    if (!value.get().startsWith("-")) {
      return Verdict.pass(evidence);
    }
    var wall = Walls.userNamespace(view).or(() -> Walls.without(view, "sys_nice"));
    return wall.isPresent()
        ? Verdict.pass(wall.get(), evidence)
        : Verdict.fail(
            Fault.of(
                "nothing but a filter keeps the partition from a processor for good", evidence));
  }
}
