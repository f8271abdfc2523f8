package dev.qm.assurance.prove.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.assurance.prove.judge.Budget;
import dev.qm.assurance.prove.judge.Budgets;
import dev.qm.assurance.prove.judge.Judge;
import dev.qm.assurance.prove.judge.Measured;
import dev.qm.assurance.prove.reading.Latencies;
import dev.qm.assurance.prove.reading.Reading;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class BudgetJuryTest {
  private static final Budget BUDGET =
      new Budget(1.5, 1000, Duration.ofSeconds(5), Duration.ofNanos(50_000), 2);

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

  private static Reading samples(int count, long nanos) {
    return new Reading(Measured.PROBE, Measured.of(count, () -> nanos), 0, OptionalLong.of(0), 0);
  }
}
