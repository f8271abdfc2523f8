package dev.qm.assurance.rules.memory;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.view.PartitionView;

/** No process inside has hidden behind the host's. */
final class RunningOomScores {
  static final Rule RULE =
      Rule.named("oom-score-live")
          .title("Every process inside has at least the OOM score that files give it")
          .against(Interference.MEMORY)
          .harm(
              "A process inside that leaks outlives the ASIL side when the machine is out of memory.")
          .rationale(
              """
              A score is inherited, and each process may raise its own. It may lower it to what a process with \
              sys_resource last wrote, and on a host whose root lacks that capability to anything. What podman exec and \
              crun exec start gets 0, whatever its container has.\
              """)
          .sources("proc_pid_oom_score_adj(5)", "containers.conf(5), oom_score_adj")
          .how(
              "oom_score_adj of every process with process numbers of the partition's, against OOMScoreAdjust= and, in "
                  + "containers inside, oom_score_adj of their containers.conf.")
          .proves("At this moment each of them goes before a service of the host that is as large.")
          .doesNotProve("That none lowers its score in the next moment.")
          .mend(
              "end the process; start commands with `qm exec` and `qm execin`, which raise the score first")
          .check(RunningOomScores::check);

  /** A fork bomb shall not make the report one. */
  private static final int MOST = 20;

  private RunningOomScores() {}

  private static Verdict check(PartitionView view) {
    if (view.live().isEmpty()) {
      return new Verdict.NotJudged(Walls.NOT_RUNNING);
    }
    var own = OomScore.asked(view.partition());
    if (own.isEmpty()) {
      return new Verdict.NotJudged("no file says what score the partition should have");
    }
    var nested = Math.max(own.get(), NestedOomScore.asked(view).orElse(own.get()));
    var judgement = new Judgement();
    var low = 0;
    for (var process : view.live().get().processes()) {
      var least = process.nested().isPresent() ? nested : own.get();
      var score = process.oomScoreAdjust();
      if (score < least) {
        low++;
        if (low <= MOST) {
          judgement.fault(
              Fault.of(
                  "a process inside has the score " + score + ", not " + least,
                  Evidence.process(process.pid(), process.name(), "oom_score_adj " + score)));
        }
      }
    }
    judgement.holds(
        Evidence.kernel(
            "/proc/PID/oom_score_adj",
            "at least " + own.get() + ", and " + nested + " in containers inside"));
    return judgement.verdict("");
  }
}
