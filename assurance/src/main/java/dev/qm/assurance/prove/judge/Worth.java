package dev.qm.assurance.prove.judge;

import dev.qm.assurance.prove.reading.Latencies;
import dev.qm.assurance.prove.reading.Reading;
import java.util.List;

/**
 * How many samples are worth one that is independent. What makes one try late makes the next ones
 * late too, so late tries come in bursts: ten in one burst say as much as one. An interval that
 * took them for ten would be too narrow, and find harm where there was one hiccup.
 *
 * <p>It is measured, not assumed. Independent samples would spread over windows by chance alone, so
 * the counts of tail samples in windows of one kind would vary as binomial ones do. How many times
 * as much they vary is the design effect (L. Kish, Survey Sampling, 1965), here from Pearson's
 * statistic over its degrees of freedom, over the idle windows and those under the fault together,
 * each kind against its own mean. Of few windows that is a rough figure, so it is multiplied by the
 * square of Student's t over that of the normal distribution, 2.6 for two rounds, 1.3 for five. It
 * is never below 1. The interval is then that of so many times fewer samples (E. L. Korn and B. I.
 * Graubard do both with proportions, Survey Methodology 24, 1998).
 *
 * <p>What it assumes: that windows are independent of each other, and that bursts are alike idle
 * and under the fault. With one round two idle windows are compared and none under the fault. So a
 * failure takes two rounds, see {@link Judge}.
 */
final class Worth {
  /** The square of the normal distribution's bound, 1.96: Student's of many windows. */
  private static final double SURE = 3.8415;

  private Worth() {}

  /**
   * The windows of one kind.
   *
   * @param windows what each of them holds
   * @param all what all hold
   */
  record Kind(List<Latencies> windows, Latencies all) {
    static Kind of(List<Latencies> windows) {
      var all = Latencies.NONE;
      for (var window : windows) {
        all = all.plus(window);
      }
      return new Kind(List.copyOf(windows), all);
    }
  }

  /**
   * Of the samples beyond a quantile.
   *
   * @param share of the quantile
   */
  static double ofTail(double share, List<Kind> kinds) {
    // where many samples are equal, one of the two counts sees no tail at all
    var beyond = new Spread();
    var from = new Spread();
    for (var kind : kinds) {
      var edge = kind.all().quantile(share);
      var tries = kind.windows().stream().mapToLong(Latencies::count).toArray();
      beyond.add(kind.windows().stream().mapToLong(it -> it.above(edge)).toArray(), tries);
      from.add(kind.windows().stream().mapToLong(it -> it.from(edge)).toArray(), tries);
    }
    return Math.max(beyond.worth(), from.worth());
  }

  /** Of tries that were missed or failed. */
  static double ofMisses(List<List<Reading>> kinds) {
    var spread = new Spread();
    for (var windows : kinds) {
      spread.add(
          windows.stream().mapToLong(Reading::bad).toArray(),
          windows.stream().mapToLong(Reading::due).toArray());
    }
    return spread.worth();
  }

  /** Pearson's statistic in the making. */
  private static final class Spread {
    private double statistic;
    private int freedom;

    void add(long[] hits, long[] tries) {
      var allHits = 0L;
      var allTries = 0L;
      var windows = 0;
      for (var i = 0; i < hits.length; i++) {
        allHits += hits[i];
        allTries += tries[i];
        windows += tries[i] > 0 ? 1 : 0;
      }
      // where all or none hit nothing can vary
      if (windows < 2 || allHits == 0 || allHits >= allTries) {
        return;
      }
      var mean = (double) allHits / allTries;
      for (var i = 0; i < hits.length; i++) {
        if (tries[i] > 0) {
          var apart = hits[i] - tries[i] * mean;
          statistic += apart * apart / (tries[i] * mean * (1 - mean));
        }
      }
      freedom += windows - 1;
    }

    double worth() {
      return freedom == 0 ? 1 : Math.max(1, statistic / freedom * doubt());
    }

    /** How much wider an interval is whose width was guessed from so few windows. */
    private double doubt() {
      // Student's t by the incomplete beta function: Abramowitz and Stegun, 26.7.1
      var x = Binomial.inverse(freedom / 2.0, 0.5, 1 - QuantileInterval.CONFIDENCE);
      return freedom * (1 - x) / x / SURE;
    }
  }
}
