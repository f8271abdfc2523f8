package dev.qm.assurance.prove.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.assurance.rule.Interference;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Counting, on a clock of the test's own: milliseconds. */
class TallyTest {
  private static final Probe PROBE =
      new Probe(
          "p",
          "something",
          Interference.TIMING,
          "nobody",
          Duration.ofMillis(10),
          Duration.ofMillis(5),
          "none");

  private final Tally tally = new Tally(PROBE, ms(0), ms(100));

  @Test
  void aTryInTimeIsNoMissAndTheNextIsDueAPeriodLater() {
    tried(0, 3);

    assertThat(tally.due()).isEqualTo(ms(10));
    var reading = tally.close(ms(4));
    assertThat(reading.latencies().count()).isEqualTo(1);
    assertThat(reading.latencies().max()).isBetween(ms(3), ms(3) + ms(3) / 500);
    assertThat(reading.missed()).isZero();
  }

  @Test
  void aTryThatTakesLongerThanItsDeadlineIsAMissAndCounts() {
    tried(0, 6);

    var reading = tally.close(ms(7));
    assertThat(reading.latencies().count()).isEqualTo(1);
    assertThat(reading.missed()).isEqualTo(1);
  }

  @Test
  void triesThatCouldNotBeginAreMissesAndLeftOut() {
    // those of 10, 20, 30 and 40
    tried(0, 45);

    assertThat(tally.due()).isEqualTo(ms(50));
    assertThat(tally.close(ms(46)).missed()).isEqualTo(1 + 4);
  }

  @Test
  void whatIsDueBehindTheEndOfTheWindowIsNotMissed() {
    // those of 10 to 90
    tried(0, 1000);

    assertThat(tally.close(ms(1001)).missed()).isEqualTo(1 + 9);
  }

  @Test
  void aTryThatIsStuckCountsWithTheTimeThatItHasTaken() {
    assertThat(tally.begin(ms(0))).isTrue();

    var reading = tally.close(ms(60));
    assertThat(reading.latencies().max()).isBetween(ms(60), ms(60) + ms(60) / 500);
    // itself, and those of 10 to 50
    assertThat(reading.missed()).isEqualTo(1 + 5);
    // when it comes free at last, nothing more is due, and nothing counts
    tally.end(ms(90), true);
    assertThat(tally.due()).isEqualTo(Long.MAX_VALUE);
    assertThat(tally.begin(ms(91))).isFalse();
    assertThat(tally.close(ms(95))).isEqualTo(reading);
  }

  @Test
  void aProbeWhoseThreadNeverCameHasMissedAll() {
    assertThat(tally.close(ms(500)).missed()).isEqualTo(10);
  }

  @Test
  void aFailureIsNeitherALatencyNorAMiss() {
    assertThat(tally.begin(ms(0))).isTrue();
    tally.end(ms(2), false);

    var reading = tally.close(ms(3));
    assertThat(reading.failed()).isEqualTo(1);
    assertThat(reading.latencies().count()).isZero();
    assertThat(reading.missed()).isZero();
  }

  @Test
  void whatIsLongerThanAnythingIsKeptAsTheLongest() {
    tally.count(Long.MAX_VALUE, true, 0);
    tally.count(-1, true, 0);

    assertThat(tally.close(ms(1)).latencies().count()).isEqualTo(2);
  }

  private void tried(long from, long to) {
    assertThat(tally.begin(ms(from))).isTrue();
    tally.end(ms(to), true);
  }

  private static long ms(long milliseconds) {
    return milliseconds * 1_000_000;
  }
}
