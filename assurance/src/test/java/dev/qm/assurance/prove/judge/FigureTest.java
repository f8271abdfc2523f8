package dev.qm.assurance.prove.judge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FigureTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 ns",
    "850, 850 ns",
    "1000, 1 us",
    "131071, 131 us",
    "1720000, 1.72 ms",
    "60000000, 60 ms",
    "551000000, 551 ms",
    "2300000000, 2.3 s",
    "10100000000, 10.1 s"
  })
  void timesHaveThreeDigitsAndAUnit(long nanos, String text) {
    assertThat(Figure.time(nanos)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0.999, p99.9", "0.99, p99", "0.5, p50"})
  void quantilesHaveTheirUsualNames(double share, String text) {
    assertThat(Figure.share(share)).isEqualTo(text);
  }
}
