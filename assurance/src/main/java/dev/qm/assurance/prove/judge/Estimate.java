package dev.qm.assurance.prove.judge;

import dev.qm.assurance.prove.reading.Latencies;
import java.util.Optional;

/**
 * A quantile and the interval that it lies in with a confidence of 95 %, in nanoseconds.
 *
 * @param share which quantile
 * @param low the lower end
 * @param value what was measured
 * @param high the upper end
 */
public record Estimate(double share, long low, long value, long high) {
  /** Of samples that are taken to be independent; nothing when there are too few. */
  public static Optional<Estimate> of(Latencies samples, double share) {
    return of(samples, share, 1);
  }

  /**
   * Of samples of which so many are worth one.
   *
   * @param worth at least 1
   * @return nothing when there are too few
   */
  static Optional<Estimate> of(Latencies samples, double share, double worth) {
    var all = samples.count();
    var counted = (long) (all / worth);
    if (counted < QuantileInterval.fewest(share)) {
      return Optional.empty();
    }
    return QuantileInterval.of(counted, share)
        .map(ranks -> {
          // each of the counted samples stands for a run of real ones: from the first of the one
          // to the last of the other
          var run = (double) all / counted;
          var low = Math.min(all, (long) Math.floor((ranks.low() - 1) * run) + 1);
          var high = Math.min(all, (long) Math.ceil(ranks.high() * run));
          return new Estimate(
              share, samples.ranked(low), samples.quantile(share), samples.ranked(high));
        });
  }

  /** How many times as long this is as that, by what was measured; 0 when that is nothing. */
  public double over(Estimate that) {
    return that.value == 0 ? 0 : (double) value / that.value;
  }

  /** Whether no time is in both intervals. */
  public boolean isApartFrom(Estimate that) {
    return low > that.high || that.low > high;
  }

  /** For people: {@code 131 us (120 us to 140 us)}. */
  @Override
  public String toString() {
    return Figure.time(value) + " (" + Figure.time(low) + " to " + Figure.time(high) + ")";
  }
}
