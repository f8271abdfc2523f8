package dev.qm.assurance.prove.judge;

import dev.qm.assurance.prove.reading.Reading;

/**
 * The share of the tries that were due that were missed or failed, and the interval that it lies in
 * with a confidence of 95 %. Tries that never began were due all the same. Where a reading does not
 * tell them from the late ones, nobody knows exactly how many were due, and the interval is as wide
 * as both ends of that make it.
 *
 * <p>Source: C. J. Clopper and E. S. Pearson, Biometrika 26, 1934; with the number of samples that
 * they are worth, Korn and Graubard, Survey Methodology 24, 1998.
 *
 * @param bad tries that were missed or failed
 * @param tries all that were due, at least
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
    var bad = reading.bad();
    var tries = reading.due();
    if (tries == 0) {
      return new MissRate(0, 0, 0, 1);
    }
    var error = (1 - QuantileInterval.CONFIDENCE) / 2;
    var hits = bad / worth;
    var most = reading.dueAtMost() / worth;
    var fewest = tries / worth;
    var low = bad == 0 ? 0 : Binomial.inverse(hits, most - hits + 1, error);
    var high = bad == tries ? 1 : Binomial.inverse(hits + 1, fewest - hits, 1 - error);
    return new MissRate(bad, tries, low, high);
  }

  /** What was counted, from 0 to 1. */
  public double rate() {
    return tries == 0 ? 0 : (double) bad / tries;
  }
}
