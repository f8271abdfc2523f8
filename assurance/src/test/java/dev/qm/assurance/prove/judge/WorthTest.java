package dev.qm.assurance.prove.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.assurance.prove.reading.Latencies;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class WorthTest {
  private final Random random = new Random(5);

  @Test
  void independentSamplesAreWorthOneEach() {
    var windows = windows(40, Measured.tailed(random, 100));

    assertThat(worth(0.99, List.of(windows))).isBetween(1.0, 1.5);
  }

  @Test
  void ofABurstOfTenTheTenAreWorthOne() {
    var windows = windows(60, Measured.inBursts(random, 100, 10));

    assertThat(worth(0.99, List.of(windows))).isBetween(6.0, 14.0);
  }

  @Test
  void oneWindowOrNoneTellsNothing() {
    assertThat(worth(0.99, List.of(windows(1, () -> 5), List.of()))).isEqualTo(1);
    assertThat(worth(0.99, List.of(windows(9, () -> 5), windows(3, () -> 9)))).isEqualTo(1);
    assertThat(worth(0.99, List.of(List.of(Latencies.NONE, Latencies.NONE)))).isEqualTo(1);
  }

  /**
   * What it is for: where samples come in runs of ten, an interval that takes them as independent
   * misses the quantile half of the time.
   */
  @Test
  void makesUpForBurstsInTheIntervalOfFewWindows() {
    var trials = 300;
    var blind = 0;
    var aware = 0;
    for (var trial = 0; trial < trials; trial++) {
      var windows = new ArrayList<Latencies>();
      var all = Latencies.NONE;
      for (var i = 0; i < 5; i++) {
        var window = Measured.of(2000, Measured.inRuns(random, 10));
        windows.add(window);
        all = all.plus(window);
      }
      var worth = worth(0.9, List.of(windows));
      blind += holds(Estimate.of(all, 0.9).orElseThrow()) ? 1 : 0;
      aware += holds(Estimate.of(all, 0.9, worth).orElseThrow()) ? 1 : 0;
    }

    assertThat(blind).isLessThan(trials * 55 / 100);
    assertThat(aware).isGreaterThan(trials * 85 / 100);
  }

  /** Samples are even up to a millisecond, so p90 lies at nine tenths of it. */
  private static boolean holds(Estimate estimate) {
    return estimate.low() <= 900_900 && 900_000 <= estimate.high();
  }

  private static double worth(double share, List<List<Latencies>> kinds) {
    return Worth.ofTail(share, kinds.stream().map(Worth.Kind::of).toList());
  }

  private static List<Latencies> windows(int count, LongSupplier nanos) {
    var windows = new ArrayList<Latencies>();
    for (var i = 0; i < count; i++) {
      windows.add(Measured.of(2000, nanos));
    }
    return windows;
  }
}
