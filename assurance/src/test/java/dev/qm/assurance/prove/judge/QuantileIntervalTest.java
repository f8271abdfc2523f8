package dev.qm.assurance.prove.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantileIntervalTest {
  /** K. R. Nair, Sankhya 4, 1940: the ranks k and n - k + 1 hold the median with 95 % or more. */
  @ParameterizedTest
  @CsvSource({
    "6, 1", "8, 1", "9, 2", "11, 2", "12, 3", "14, 3", "15, 4", "17, 5", "20, 6", "23, 7", "25, 8",
    "28, 9", "30, 10", "35, 12", "40, 14", "45, 16", "50, 18", "57, 21", "60, 22", "65, 25"
  })
  void theMediansIntervalIsThatOfThePublishedTable(long samples, long rank) {
    var interval = QuantileInterval.of(samples, 0.5).orElseThrow();

    assertThat(interval.low()).isEqualTo(rank);
    assertThat(interval.high()).isEqualTo(samples - rank + 1);
  }

  @ParameterizedTest
  @CsvSource({"0.999, 3688", "0.99, 368", "0.95, 72", "0.9, 36", "0.5, 6"})
  void saysHowManySamplesAQuantileTakes(double share, long fewest) {
    assertThat(QuantileInterval.fewest(share)).isEqualTo(fewest);
    assertThat(QuantileInterval.of(fewest - 1, share)).isEmpty();
    assertThat(QuantileInterval.of(fewest, share).orElseThrow().high()).isEqualTo(fewest);
    assertThat(QuantileInterval.highest(fewest)).hasValue(share);
    assertThat(QuantileInterval.highest(fewest - 1).orElse(0)).isLessThan(share);
  }

  @Test
  void isTheNarrowestOfItsConfidence() {
    for (var samples : new long[] {40, 400, 4000, 400_000}) {
      for (var share : QuantileInterval.SHARES) {
        QuantileInterval.of(samples, share)
            .ifPresent(it -> {
              var tries = (double) samples;
              var low = (double) it.low();
              var high = (double) it.high();
              assertThat(Binomial.below(tries, low, share)).isLessThanOrEqualTo(0.025);
              assertThat(Binomial.below(tries, low + 1, share)).isGreaterThan(0.025);
              assertThat(Binomial.atLeast(tries, high, share)).isLessThanOrEqualTo(0.025);
              assertThat(Binomial.atLeast(tries, high - 1, share)).isGreaterThan(0.025);
            });
      }
    }
  }

  @Test
  void tenMillionSamplesAreExactToo() {
    var interval = QuantileInterval.of(10_000_000, 0.999).orElseThrow();

    // the normal distribution is close there: 9990000 and 1.96 times the root of 9990
    assertThat(interval.low()).isBetween(9_989_800L, 9_989_808L);
    assertThat(interval.high()).isBetween(9_990_193L, 9_990_201L);
  }

  @Test
  void holdsTheQuantileAsOftenAsItSays() {
    var random = new Random(17);
    for (var share : new double[] {0.5, 0.9, 0.99}) {
      var ranks = QuantileInterval.of(500, share).orElseThrow();
      var held = 0;
      for (var trial = 0; trial < 4000; trial++) {
        var samples = random.doubles(500).toArray();
        Arrays.sort(samples);
        held +=
            samples[(int) ranks.low() - 1] <= share && share <= samples[(int) ranks.high() - 1]
                ? 1
                : 0;
      }
      // three standard deviations of 4000 trials
      assertThat(held / 4000.0).as("p" + share).isBetween(0.94, 0.99);
    }
  }

  @Test
  void refusesWhatIsNoShare() {
    assertThatThrownBy(() -> QuantileInterval.of(10, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> QuantileInterval.of(10, 0.5, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
