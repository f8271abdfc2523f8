package dev.qm.assurance.prove.judge;

import java.util.Locale;

/** Numbers as people read them: three digits and a unit. */
public final class Figure {
  private static final long MICRO = 1000;
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000_000_000;

  private Figure() {}

  /** A time: {@code 850 ns}, {@code 131 us}, {@code 1.72 ms}, {@code 2.3 s}. */
  public static String time(long nanos) {
    if (nanos < MICRO) {
      return nanos + " ns";
    }
    if (nanos < MILLI) {
      return number((double) nanos / MICRO) + " us";
    }
    return nanos < SECOND
        ? number((double) nanos / MILLI) + " ms"
        : number((double) nanos / SECOND) + " s";
  }

  /** A quantile: {@code p99.9}. */
  public static String share(double share) {
    return "p" + number(100 * share);
  }

  /** A number with three digits, or all that it has before the point. */
  public static String number(double value) {
    var digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
    var text = String.format(Locale.ROOT, "%." + digits + "f", value);
    if (digits == 0) {
      return text;
    }
    var end = text.length();
    while (text.charAt(end - 1) == '0') {
      end--;
    }
    return text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
  }
}
