package dev.qm.assurance.prove.judge;

import dev.qm.assurance.prove.reading.Latencies;
import dev.qm.assurance.prove.reading.Reading;
import dev.qm.assurance.prove.reading.Window;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/** Windows with samples of a known distribution. */
public final class Measured {
  public static final String PROBE = "wake-up";

  private Measured() {}

  /** So many samples. */
  public static Latencies of(int count, LongSupplier nanos) {
    var histogram = new Histogram(Latencies.LONGEST, Latencies.DIGITS);
    for (var i = 0; i < count; i++) {
      histogram.recordValue(Math.clamp(nanos.getAsLong(), 0, Latencies.LONGEST));
    }
    return Latencies.of(histogram);
  }

  /**
   * A tail as of wake-ups: around {@code middle} microseconds, a thousandth beyond 3.4 times that.
   */
  public static LongSupplier tailed(Random random, double middle) {
    return () -> (long) (1000 * middle * Math.exp(0.4 * random.nextGaussian()));
  }

  /** Late ones come in runs of so many, one run a thousand samples. */
  public static LongSupplier inBursts(Random random, double middle, int run) {
    var left = new int[1];
    return () -> {
      if (left[0] == 0 && random.nextDouble() < 0.001) {
        left[0] = run;
      }
      var isLate = left[0] > 0;
      left[0] -= isLate ? 1 : 0;
      return (long) (1000 * middle * (isLate ? 20 + random.nextDouble() : 1 + random.nextDouble()));
    };
  }

  /** Even from nothing to a millisecond, each value so many times in a row. */
  public static LongSupplier inRuns(Random random, int run) {
    var left = new int[1];
    var value = new double[1];
    return () -> {
      if (left[0] == 0) {
        left[0] = run;
        value[0] = random.nextDouble();
      }
      left[0]--;
      return (long) (1_000_000 * value[0]);
    };
  }

  /** A window of one probe; as many of the missed as there can be were late. */
  public static Window window(Latencies latencies, long missed, long failed) {
    var late = Math.min(missed, latencies.count());
    return window(latencies, late, missed - late, failed);
  }

  /** A window of one probe. */
  public static Window window(Latencies latencies, long late, long leftOut, long failed) {
    return new Window(
        Duration.ofSeconds(2),
        List.of(new Reading(PROBE, latencies, late + leftOut, OptionalLong.of(leftOut), failed)));
  }

  public static Window window(Latencies latencies) {
    return window(latencies, 0, 0);
  }
}
