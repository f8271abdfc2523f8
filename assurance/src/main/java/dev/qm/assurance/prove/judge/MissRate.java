package dev.qm.assurance.prove.judge;

import dev.qm.assurance.prove.reading.Reading;

/**
 * The share of tries that were missed or failed, and the interval that it lies in with a confidence
 * of 95 %.
 *
 * <p>Source: C. J. Clopper and E. S. Pearson, Biometrika 26, 1934; with the number of samples that
 * they are worth, Korn and Graubard, Survey Methodology 24, 1998.
 *
 * @param bad tries that were missed or failed
 * @param tries all
 * @param low the lower end, from 0 to 1
 * @param high the upper end
 */
public record MissRate(long bad, long tries, double low, double high) {
  /** Of tries that are taken to be independent. */
  public static MissRate of(Reading reading) {
    return of(reading, 1);
  }

  /**
   * Of tries of which so many are worth one.
   *
   * @param worth at least 1
   */
  static MissRate of(Reading reading, double worth) {
    var bad = bad(reading);
    var tries = tries(reading);
    if (tries == 0) {
      return new MissRate(0, 0, 0, 1);
    }
    var error = (1 - QuantileInterval.CONFIDENCE) / 2;
    var hits = bad / worth;
    var counted = tries / worth;
    var low = bad == 0 ? 0 : Binomial.inverse(hits, counted - hits + 1, error);
    var high = bad == tries ? 1 : Binomial.inverse(hits + 1, counted - hits, 1 - error);
    return new MissRate(bad, tries, low, high);
  }

  /** Missed or failed. */
  static long bad(Reading reading) {
    return reading.missed() + reading.failed();
  }

  /**
   * How many tries there were. Those that never began are among the missed only, so there may be
   * more of these than samples.
   */
  static long tries(Reading reading) {
    return Math.max(reading.latencies().count() + reading.failed(), bad(reading));
  }

  /** What was counted, from 0 to 1. */
  public double rate() {
    return tries == 0 ? 0 : (double) bad / tries;
  }
}
