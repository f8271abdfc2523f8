package dev.qm.assurance.prove.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.qm.assurance.prove.reading.Reading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MissRateTest {
  /** Clopper and Pearson's limits for ten tries, as statistical tables have them. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0.3085",
    "1, 0.0025, 0.4450",
    "2, 0.0252, 0.5561",
    "5, 0.1871, 0.8129",
    "10, 0.6915, 1"
  })
  void isTheExactIntervalOfAProportion(long missed, double low, double high) {
    var rate = MissRate.of(reading(10, missed, 0));

    assertThat(rate.low()).isCloseTo(low, within(0.00006));
    assertThat(rate.high()).isCloseTo(high, within(0.00006));
  }

  @Test
  void failedTriesCountAsMissedOnes() {
    assertThat(MissRate.of(reading(8, 1, 2)).bad()).isEqualTo(3);
    assertThat(MissRate.of(reading(8, 1, 2)).tries()).isEqualTo(10);
  }

  @Test
  void triesThatNeverBeganWereTriesAllTheSame() {
    var rate = MissRate.of(reading(1, 2000, 0));

    assertThat(rate.tries()).isEqualTo(2000);
    assertThat(rate.rate()).isEqualTo(1);
  }

  @Test
  void triesThatAreWorthLessLeaveMoreOpen() {
    var reading = reading(4000, 40, 0);

    assertThat(MissRate.of(reading, 10).low()).isLessThan(MissRate.of(reading).low());
    assertThat(MissRate.of(reading, 10).high()).isGreaterThan(MissRate.of(reading).high());
  }

  @Test
  void ofNoTriesNothingIsKnown() {
    var rate = MissRate.of(reading(0, 0, 0));

    assertThat(rate.low()).isZero();
    assertThat(rate.high()).isEqualTo(1);
  }

  private static Reading reading(int count, long missed, long failed) {
    return new Reading("p", Measured.of(count, () -> 1000), missed, failed);
  }
}
