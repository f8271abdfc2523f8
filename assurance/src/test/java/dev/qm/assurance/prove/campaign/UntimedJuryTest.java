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

class UntimedJuryTest {
  private static final Fault FAULT =
      new Fault(
          "try-realtime",
          "a real-time policy is to be taken",
          "a control loop",
          Interference.TIMING,
          "scheduler",
          Set.of(Measured.PROBE),
          Set.of(),
          new Fault.Action.Attempt("attempt.py", List.of("realtime")),
          "the lowest priority",
          "nothing is left",
          1000);
  private static final Window IDLE = window(100, 50_000, 0);
  private static final Map<String, Duration> BACK = Map.of(Measured.PROBE, Duration.ofMillis(250));

  private final Jury jury =
      new UntimedJury(
          new BudgetJury(
              new Judge(
                  new Budgets(
                      new Budget(1.5, 1000, Duration.ofSeconds(5), Duration.ofNanos(50_000), 2),
                      Map.of()))));

  @Test
  void howLongTriesTakeIsNotJudgedAndThatTheyComeToTheirEndIs() {
    var slow = round(window(3, 900_000_000, 0), 13, BACK);

    var judged = jury.judge(FAULT, List.of(slow, slow));

    assertThat(judged.next()).isEqualTo(Next.NOTHING);
    assertThat(judged.verdicts().getFirst().verdict()).isEqualTo(Outcome.HELD);
    assertThat(judged.verdicts().getFirst().words())
        .contains("6 tries under the fault", "times are not judged");
  }

  @Test
  void aFaultThatDidLittleIsSlowAsAllElseIsAndOneThatDidNothingProvesNothing() {
    assertThat(outcome(round(IDLE, 1, BACK))).isEqualTo(Outcome.HELD);

    var judged = jury.judge(FAULT, List.of(round(IDLE, 0, BACK)));

    assertThat(judged.verdicts().getFirst().verdict()).isEqualTo(Outcome.NOT_JUDGED);
    assertThat(judged.verdicts().getFirst().words()).contains("did nothing");
  }

  @Test
  void whatCannotBeTriedSaysSo() {
    var untried =
        new Achieved(
            0, Duration.ofSeconds(1), "refusals", List.of("cannot be tried here: no SELinux"));

    var judged = jury.judge(FAULT, List.of(new Round(IDLE, IDLE, IDLE, untried, BACK)));

    assertThat(judged.verdicts().getFirst().verdict()).isEqualTo(Outcome.NOT_JUDGED);
    assertThat(judged.verdicts().getFirst().words())
        .contains("the fault cannot be tried here: no SELinux");
  }

  @Test
  void aProbeThatIsNotAsBeforeAfterwardsIsSuspectedOnceAndFailedTwice() {
    var lost = round(IDLE, 13, Map.of());
    var back = round(IDLE, 13, BACK);

    assertThat(jury.judge(FAULT, List.of(lost)).next()).isEqualTo(Next.CONFIRMATION);
    assertThat(outcome(lost, back)).isEqualTo(Outcome.SUSPECTED);
    assertThat(outcome(lost, back, lost)).isEqualTo(Outcome.FAILED);
  }

  @Test
  void triesThatFailUnderTheFaultAloneAreSuspectedOnceAndFailedTwice() {
    var failing = round(window(90, 50_000, 10), 13, BACK);

    assertThat(outcome(failing)).isEqualTo(Outcome.SUSPECTED);
    assertThat(outcome(failing, failing)).isEqualTo(Outcome.FAILED);
  }

  @Test
  void triesThatFailWhenIdleTooAreNoWorkOfTheFault() {
    var ill = window(90, 50_000, 10);
    var round = new Round(ill, ill, ill, achieved(13), BACK);

    assertThat(outcome(round, round)).isEqualTo(Outcome.HELD);
  }

  @Test
  void aProbeThatStandsStillUnderTheFaultIsNotJudged() {
    var still = round(window(0, 0, 0), 13, BACK);

    assertThat(outcome(still, still)).isEqualTo(Outcome.NOT_JUDGED);
  }

  private Outcome outcome(Round... rounds) {
    return jury.judge(FAULT, List.of(rounds)).verdicts().getFirst().verdict();
  }

  private static Round round(Window during, long operations, Map<String, Duration> recovery) {
    return new Round(IDLE, during, IDLE, achieved(operations), recovery);
  }

  private static Achieved achieved(long operations) {
    return new Achieved(operations, Duration.ofSeconds(1), "refusals", List.of());
  }

  private static Window window(int count, long nanos, long failed) {
    var latencies = count == 0 ? Latencies.NONE : Measured.of(count, () -> nanos);
    return new Window(
        Duration.ofSeconds(1),
        List.of(new Reading(Measured.PROBE, latencies, 0, OptionalLong.of(0), failed)));
  }
}
