package dev.qm.assurance.rules.timing;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.view.PartitionView;
import java.util.Map;

/** Nothing inside runs before the ASIL side. */
final class RealtimeProcesses {
  static final Rule RULE =
      Rule.named("realtime-live")
          .title("No process inside has a real-time policy")
          .against(Interference.TIMING)
          .harm(
              "A process inside runs before every ordinary process of the ASIL side, for as long as it likes.")
          .rationale(
              """
              SCHED_FIFO, SCHED_RR and SCHED_DEADLINE run before all other policies on a processor; the weights of groups \
              count only among those.\
              """)
          .sources("sched(7)", "proc_pid_stat(5), field 41")
          .how("The policy of every process with process numbers of the partition's.")
          .proves("At this moment none of them has one.")
          .doesNotProve("Anything of single threads, and of the next moment.")
          .mend(
              "end the process; see realtime-limit and the rules about the seccomp profile for how it got there")
          .check(RealtimeProcesses::check);

  private static final Map<Long, String> REALTIME =
      Map.of(1L, "SCHED_FIFO", 2L, "SCHED_RR", 6L, "SCHED_DEADLINE");

  private static final int MOST = 20;

  private RealtimeProcesses() {}

  private static Verdict check(PartitionView view) {
    if (view.live().isEmpty()) {
      return new Verdict.NotJudged(Walls.NOT_RUNNING);
    }
    var judgement = new Judgement();
    var found = 0;
    for (var process : view.live().get().processes()) {
      var policy = REALTIME.get(process.policy().orElse(0));
      if (policy != null && found++ < MOST) {
        judgement.fault(
            Fault.of(
                "a process inside has the policy " + policy,
                Evidence.process(process.pid(), process.name(), policy)));
      }
    }
    judgement.holds(Evidence.kernel("/proc/PID/stat", "no real-time policy"));
    return judgement.verdict("");
  }
}
