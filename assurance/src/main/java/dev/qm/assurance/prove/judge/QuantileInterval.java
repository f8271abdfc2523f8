package dev.qm.assurance.prove.judge;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.LongPredicate;

/**
 * Between which of the sorted samples a quantile of what they were drawn from lies, whatever their
 * distribution is: latencies have none with a name.
 *
 * <p>Of n samples the number Y that are at or below the quantile of a share q is binomial, so the
 * sample of rank r is above the quantile only when Y is below r, and the sample of rank s is below
 * it only when Y is s or more. The ranks are the innermost ones for which each of the two has at
 * most half of the chance of error: P(Y < r) <= (1 - c) / 2 and P(Y >= s) <= (1 - c) / 2. With
 * samples that are equal the interval is too wide, never too narrow.
 *
 * <p>This takes the samples to be independent of each other. Those of one window are not: see
 * {@link Worth}.
 *
 * <p>Source: W. J. Conover, Practical Nonparametric Statistics, "Quantiles"; G. J. Hahn and W. Q.
 * Meeker, Statistical Intervals, distribution-free intervals.
 *
 * @param share such as 0.999
 * @param samples how many there are
 * @param low the rank of the lower end, from 1
 * @param high the rank of the upper end
 */
public record QuantileInterval(double share, long samples, long low, long high) {
  /** How sure an interval is when nobody says otherwise. */
  public static final double CONFIDENCE = 0.95;

  /** What is compared, the highest that there are enough samples for. */
  public static final List<Double> SHARES = List.of(0.999, 0.99, 0.95, 0.9, 0.5);

  /** As {@link #of(long, double, double)}, with {@link #CONFIDENCE}. */
  public static Optional<QuantileInterval> of(long samples, double share) {
    return of(samples, share, CONFIDENCE);
  }

  /**
   * The interval.
   *
   * @param samples how many there are
   * @param share between 0 and 1
   * @param confidence the least chance that the quantile is in the interval
   * @return nothing when there are too few samples: one end would be beyond all of them
   */
  public static Optional<QuantileInterval> of(long samples, double share, double confidence) {
    if (!(share > 0 && share < 1) || !(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException("no share or confidence: " + share + ", " + confidence);
    }
    var error = (1 - confidence) / 2;
    var tries = (double) samples;
    if (Binomial.below(tries, 1, share) > error || Binomial.atLeast(tries, tries, share) > error) {
      return Optional.empty();
    }
    var beyond = first(samples, rank -> Binomial.below(tries, (double) rank, share) > error);
    var high = first(samples, rank -> Binomial.atLeast(tries, (double) rank, share) <= error);
    return Optional.of(new QuantileInterval(share, samples, beyond - 1, high));
  }

  /**
   * How many samples there must be at least, 3688 for p99.9.
   *
   * @param share between 0 and 1
   */
  public static long fewest(double share) {
    var error = (1 - CONFIDENCE) / 2;
    var rarer = Math.max(share, 1 - share);
    return (long) Math.ceil(Math.log(error) / Math.log(rarer));
  }

  /** The highest of {@link #SHARES} for which so many samples are enough. */
  public static OptionalDouble highest(long samples) {
    for (var share : SHARES) {
      if (samples >= fewest(share)) {
        return OptionalDouble.of(share);
      }
    }
    return OptionalDouble.empty();
  }

  /** The first rank for which something holds that holds for all from there on; n + 1 for none. */
  private static long first(long samples, LongPredicate holds) {
    var below = 0L;
    var from = samples + 1;
    while (from - below > 1) {
      var middle = below + (from - below) / 2;
      if (holds.test(middle)) {
        from = middle;
      } else {
        below = middle;
      }
    }
    return from;
  }
}
