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
    assertThat(reading.words("")).isEqualTo("1 try was due: none was missed");
  }

  @Test
  void aTryThatTakesLongerThanItsDeadlineIsAMissAndCounts() {
    tried(0, 6);

    var reading = tally.close(ms(7));
    assertThat(reading.latencies().count()).isEqualTo(1);
    assertThat(reading.missed()).isEqualTo(1);
    assertThat(reading.leftOut()).hasValue(0);
  }

  @Test
  void triesThatCouldNotBeginAreMissesAndLeftOut() {
    // those of 10, 20, 30 and 40
    tried(0, 45);

    assertThat(tally.due()).isEqualTo(ms(50));
    var reading = tally.close(ms(46));
    assertThat(reading.missed()).isEqualTo(1 + 4);
    assertThat(reading.leftOut()).hasValue(4);
    assertThat(reading.due()).isEqualTo(1 + 4);
  }

  @Test
  void whatIsDueBehindTheEndOfTheWindowIsNotMissed() {
    // those of 10 to 90
    tried(0, 1000);

    var reading = tally.close(ms(1001));
    assertThat(reading.leftOut()).hasValue(9);
    assertThat(reading.missed()).isEqualTo(1 + 9);
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
    var reading = tally.close(ms(500));
    assertThat(reading.missed()).isEqualTo(10);
    assertThat(reading.leftOut()).hasValue(10);
    assertThat(reading.due()).isEqualTo(10);
  }

  /** A timer goes on to expire while nobody reads it, behind the end of the window too. */
  @Test
  void whatIsLeftOutBehindTheEndOfTheWindowWasNotDue() {
    tally.count(ms(3), true, 0);
    // those of 20 to 90
    tally.count(ms(200), true, 30);

    var reading = tally.close(ms(400));
    assertThat(reading.leftOut()).hasValue(8);
    assertThat(reading.due()).isEqualTo(10);
  }

  /** Whatever becomes of them, as many were due as the window has periods. */
  @Test
  void eachTryThatWasDueIsInTimeLateFailedOrLeftOut() {
    tried(0, 3);
    tried(10, 16);
    assertThat(tally.begin(ms(20))).isTrue();
    tally.end(ms(45), false);
    tried(50, 51);

    var reading = tally.close(ms(400));
    assertThat(reading.due()).isEqualTo(10);
    assertThat(reading.words("idle"))
        .isEqualTo("10 tries were due idle: 1 came late, 6 never began, 1 failed");
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
