package dev.qm.assurance.prove.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.qm.assurance.prove.reading.Reading;
import java.util.OptionalLong;
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
    var rate = MissRate.of(reading(10, missed, 0, 0));

    assertThat(rate.low()).isCloseTo(low, within(0.00006));
    assertThat(rate.high()).isCloseTo(high, within(0.00006));
  }

  @Test
  void failedTriesCountAsMissedOnes() {
    assertThat(MissRate.of(reading(8, 1, 0, 2)).bad()).isEqualTo(3);
    assertThat(MissRate.of(reading(8, 1, 0, 2)).tries()).isEqualTo(10);
  }

  /** Of which those that began in between were in time. */
  @Test
  void triesThatNeverBeganWereDueAllTheSame() {
    var rate = MissRate.of(reading(1000, 10, 5000, 0));

    assertThat(rate.bad()).isEqualTo(5010);
    assertThat(rate.tries()).isEqualTo(6000);
    assertThat(rate.high()).isLessThan(0.85);
  }

  /** 1000 samples and 400 misses are 1000 tries, if all were late, or up to 1400. */
  @Test
  void whereNobodyTellsHowManyNeverBeganTheIntervalHasBothEnds() {
    var rate =
        MissRate.of(new Reading("p", Measured.of(1000, () -> 1000), 400, OptionalLong.empty(), 0));

    assertThat(rate.tries()).isEqualTo(1000);
    assertThat(rate.low()).isEqualTo(MissRate.of(reading(1000, 0, 400, 0)).low());
    assertThat(rate.high()).isEqualTo(MissRate.of(reading(1000, 400, 0, 0)).high());
  }

  @Test
  void triesThatAreWorthLessLeaveMoreOpen() {
    var reading = reading(4000, 40, 0, 0);

    assertThat(MissRate.of(reading, 10).low()).isLessThan(MissRate.of(reading).low());
    assertThat(MissRate.of(reading, 10).high()).isGreaterThan(MissRate.of(reading).high());
  }

  @Test
  void ofNoTriesNothingIsKnown() {
    var rate = MissRate.of(reading(0, 0, 0, 0));

    assertThat(rate.low()).isZero();
    assertThat(rate.high()).isEqualTo(1);
  }

  private static Reading reading(int count, long late, long leftOut, long failed) {
    return Measured.window(Measured.of(count, () -> 1000), late, leftOut, failed)
        .readings()
        .getFirst();
  }
}
