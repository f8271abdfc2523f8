package dev.qm.assurance.prove.judge;

/**
 * The binomial distribution without approximation: its tail is a regularized incomplete beta
 * function, P(Y >= k) = I_p(k, n - k + 1).
 *
 * <p>Source: NIST Digital Library of Mathematical Functions, 8.17.5 (the tail), 8.17.22 (the
 * continued fraction), 5.11.1 (Stirling's series).
 */
final class Binomial {
  private static final double SMALLEST = 1e-300;
  private static final double PRECISION = 1e-14;

  /**
   * The fraction needs some times the root of the larger argument, three thousand for ten million
   * samples.
   */
  private static final int MOST_STEPS = 1_000_000;

  /** From here on Stirling's series is as exact as a double. */
  private static final double LARGE = 20;

  /** Of an interval, until a double has no more digits. */
  private static final int HALVINGS = 60;

  private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

  private Binomial() {}

  /**
   * The chance of {@code k} hits or more.
   *
   * @param n tries
   * @param p chance of each
   */
  static double atLeast(double n, double k, double p) {
    if (k <= 0) {
      return 1;
    }
    return k > n ? 0 : beta(p, k, n - k + 1);
  }

  /** The chance of less than {@code k} hits. */
  static double below(double n, double k, double p) {
    if (k <= 0) {
      return 0;
    }
    // from the other side, since 1 - x has no digits left of a small tail
    return k > n ? 1 : beta(1 - p, n - k + 1, k);
  }

  /** The regularized incomplete beta function, for {@code x} from 0 to 1 and positive arguments. */
  static double beta(double x, double a, double b) {
    if (x <= 0) {
      return 0;
    }
    if (x >= 1) {
      return 1;
    }
    // the fraction converges fast on this side of the mean only
    return x < (a + 1) / (a + b + 2)
        ? front(x, a, b) * fraction(x, a, b) / a
        : 1 - front(x, a, b) * fraction(1 - x, b, a) / b;
  }

  /** Where the function has that value. */
  static double inverse(double a, double b, double value) {
    var low = 0.0;
    var high = 1.0;
    for (var i = 0; i < HALVINGS; i++) {
      var middle = (low + high) / 2;
      if (beta(middle, a, b) < value) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  private static double front(double x, double a, double b) {
    return Math.exp(
        logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  }

  /** Evaluated forwards, by the ratios of numerators and of denominators (Lentz, 1976). */
  private static double fraction(double x, double a, double b) {
    var numerators = 1.0;
    var denominators = reciprocal(1 - (a + b) * x / (a + 1));
    var value = denominators;
    for (var m = 1; m < MOST_STEPS; m++) {
      var even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
      denominators = reciprocal(1 + even * denominators);
      numerators = away(1 + even / numerators);
      value *= denominators * numerators;
      var odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
      denominators = reciprocal(1 + odd * denominators);
      numerators = away(1 + odd / numerators);
      var step = denominators * numerators;
      value *= step;
      if (Math.abs(step - 1) < PRECISION) {
        break;
      }
    }
    return value;
  }

  private static double reciprocal(double value) {
    return 1 / away(value);
  }

  /** Not zero, by which nobody divides. */
  private static double away(double value) {
    return Math.abs(value) < SMALLEST ? SMALLEST : value;
  }

  /** The logarithm of the gamma function of a positive number. */
  static double logGamma(double x) {
    var shift = 0.0;
    var at = x;
    while (at < LARGE) {
      shift += Math.log(at);
      at += 1;
    }
    var square = at * at;
    var series =
        (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - 1.0 / 1680 / square) / square) / square) / at;
    return (at - 0.5) * Math.log(at) - at + HALF_LOG_TWO_PI + series - shift;
  }
}
