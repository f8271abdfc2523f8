package dev.qm.assurance.prove.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  @Test
  void keepsTheTailToThreeDigits() {
    var latencies = upTo(1000);

    assertThat(latencies.count()).isEqualTo(1000);
    assertThat(latencies.max()).isBetween(1_000_000L, 1_001_000L);
    assertThat(latencies.quantile(0.999)).isBetween(999_000L, 1_000_000L);
    assertThat(latencies.ranked(1)).isEqualTo(1000);
    assertThat(latencies.ranked(1000)).isEqualTo(latencies.max());
  }

  @Test
  void countsWhatIsLongerAndWhatIsAsLong() {
    assertThat(upTo(1000).above(900_000)).isEqualTo(100);
    assertThat(upTo(1000).from(900_000)).isEqualTo(101);
    assertThat(upTo(1000).above(Latencies.LONGEST)).isZero();
    assertThat(upTo(1000).from(0)).isEqualTo(1000);
    assertThat(Latencies.NONE.from(5)).isZero();
  }

  @Test
  void comesBackFromItsEncodingAsItWas() {
    assertThat(Latencies.decoded(upTo(1000).encoded())).isEqualTo(upTo(1000));
  }

  @Test
  void refusesWhatIsNoHistogram() {
    for (var text : List.of("", "AAAA", "no base64!", "HISTFAAAAAN42pNpmSzMwMDAxAABzFCaEUoz")) {
      assertThatThrownBy(() -> Latencies.decoded(text))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void doesNotChangeWithTheHistogramThatItWasMadeOf() {
    var histogram = new Histogram(Latencies.LONGEST, Latencies.DIGITS);
    histogram.recordValue(5);
    var latencies = Latencies.of(histogram);

    histogram.recordValue(6);

    assertThat(latencies.count()).isEqualTo(1);
  }

  @Test
  void windowsAddUpByProbe() {
    var one =
        new Window(
            Duration.ofSeconds(1),
            List.of(new Reading("wake", upTo(10), 1, OptionalLong.of(0), 0)));
    var two =
        new Window(
            Duration.ofSeconds(2),
            List.of(
                new Reading("wake", upTo(5), 0, OptionalLong.of(0), 2),
                new Reading("fsync", upTo(3), 0, OptionalLong.of(0), 0)));

    var sum = one.plus(two);

    assertThat(sum.length()).isEqualTo(Duration.ofSeconds(3));
    assertThat(sum.of("wake").orElseThrow().latencies().count()).isEqualTo(15);
    assertThat(sum.of("wake").orElseThrow().missed()).isEqualTo(1);
    assertThat(sum.of("wake").orElseThrow().failed()).isEqualTo(2);
    assertThat(sum.of("fsync").orElseThrow().latencies().count()).isEqualTo(3);
  }

  @Test
  void addsUpWhatIsEqualAndWhatIsNot() {
    var all = new Histogram(Latencies.LONGEST, Latencies.DIGITS);
    var sum = Latencies.NONE;
    for (var nanos : List.of(5L, 1_000_000L, 7L, 5L, 1_000_001L, 2_000_000L, Latencies.LONGEST)) {
      var one = new Histogram(Latencies.LONGEST, Latencies.DIGITS);
      one.recordValue(nanos);
      all.recordValue(nanos);
      sum = sum.plus(Latencies.of(one));
    }

    assertThat(sum).isEqualTo(Latencies.of(all));
    assertThat(sum.plus(Latencies.NONE)).isEqualTo(sum);
    assertThat(Latencies.NONE.plus(sum)).isEqualTo(sum);
    assertThat(sum.plus(sum).count()).isEqualTo(14);
  }

  private static Latencies upTo(int count) {
    var histogram = new Histogram(Latencies.LONGEST, Latencies.DIGITS);
    for (var i = 1; i <= count; i++) {
      histogram.recordValue(1000L * i);
    }
    return Latencies.of(histogram);
  }
}
