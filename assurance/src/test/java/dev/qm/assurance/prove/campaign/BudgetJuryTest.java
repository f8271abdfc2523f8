package dev.qm.assurance.prove.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.assurance.prove.fault.Fault;
import dev.qm.assurance.prove.fault.Fault.Achieved;
import dev.qm.assurance.prove.judge.Budget;
import dev.qm.assurance.prove.judge.Budgets;
import dev.qm.assurance.prove.judge.Judge;
import dev.qm.assurance.prove.judge.Judge.Next;
import dev.qm.assurance.prove.judge.Measured;
import dev.qm.assurance.prove.judge.ProbeVerdict.Outcome;
import dev.qm.assurance.prove.reading.Latencies;
import dev.qm.assurance.prove.reading.Reading;
import dev.qm.assurance.prove.reading.Window;
import dev.qm.assurance.rule.Interference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BudgetJuryTest {
  private static final Budget BUDGET =
      new Budget(1.5, 1000, Duration.ofSeconds(5), Duration.ofNanos(50_000), 2);

  private static final Fault ATTEMPT =
      new Fault(
          "try-setenforce",
          "SELinux is to be switched off",
          "an attacker",
          Interference.CONTROL,
          "its switch",
          Set.of(Measured.PROBE),
          Set.of("selinux-enforcing"),
          new Fault.Action.Attempt("attempt.py", List.of("setenforce")),
          "as it is",
          "nothing is left",
          1);

  private final Jury jury = new BudgetJury(new Judge(new Budgets(BUDGET, Map.of())));
  private final Reading before = samples(1000, 100_000);

  @Test
  void aProbeIsAsBeforeWhenItsMiddleIsWithinTheRatioOfWhatMostTriesTook() {
    assertThat(jury.isAsIdle(samples(100, 149_000), before)).isTrue();
    assertThat(jury.isAsIdle(samples(100, 152_000), before)).isFalse();
  }

  @Test
  void aProbeThatStandsStillIsNotAsBefore() {
    assertThat(
            jury.isAsIdle(
                new Reading(Measured.PROBE, Latencies.NONE, 25, OptionalLong.of(25), 0), before))
        .isFalse();
    assertThat(
            jury.isAsIdle(
                new Reading(Measured.PROBE, Latencies.NONE, 0, OptionalLong.of(0), 3), before))
        .isFalse();
  }

  @Test
  void aProbeThatHadNoTryInTheShortWindowIsNotWaitedFor() {
    assertThat(jury.isAsIdle(Reading.none(Measured.PROBE), before)).isTrue();
  }

  @Test
  void anAttemptThatCannotBeTriedIsNotJudgedAndSaysWhy() {
    var idle = window(1000);

    assertThat(words(idle, List.of())).contains("it did 0.0 refusals a second of at least 1.0");
    assertThat(words(idle, List.of("worker: x", "cannot be tried here: there is no SELinux")))
        .contains("the fault was starved, it cannot be tried here: there is no SELinux, so that");
  }

  /** The words of a verdict on a fault that did nothing. */
  private String words(Window idle, List<String> remarks) {
    var achieved = new Achieved(0, Duration.ofSeconds(2), "refusals", remarks);
    var round = new Round(idle, idle, idle, achieved, Map.of(Measured.PROBE, Duration.ofMillis(1)));
    var judged = jury.judge(ATTEMPT, List.of(round));
    var verdict = judged.verdicts().getFirst();
    assertThat(verdict.verdict()).isEqualTo(Outcome.NOT_JUDGED);
    assertThat(judged.next()).isEqualTo(Next.NOTHING);
    return verdict.words();
  }

  private static Window window(int count) {
    return new Window(Duration.ofSeconds(2), List.of(samples(count, 100_000)));
  }

  private static Reading samples(int count, long nanos) {
    return new Reading(Measured.PROBE, Measured.of(count, () -> nanos), 0, OptionalLong.of(0), 0);
  }
}
