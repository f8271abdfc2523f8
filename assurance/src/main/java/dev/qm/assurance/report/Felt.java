package dev.qm.assurance.report;

import dev.qm.assurance.prove.judge.ProbeVerdict.Outcome;
import java.util.Locale;

/** How what was measured is said. */
final class Felt {
  private Felt() {}

  /** The sign of an outcome; it has a word of its own beside it. */
  static Sign sign(Outcome outcome) {
    return switch (outcome) {
      case HELD -> Sign.PASS;
      case DEGRADED -> Sign.ACCEPTED;
      case FAILED -> Sign.FAIL;
      // it may be a failure, and nobody may say so
      case SUSPECTED -> Sign.NOT_JUDGED;
      case NOT_JUDGED -> Sign.NOT_JUDGED;
    };
  }

  /** Its shape and its word. */
  static void write(Markup to, Outcome outcome) {
    badge(to, sign(outcome), outcome.words());
  }

  /** A shape with a word that is not the shape's own. */
  static void badge(Markup to, Sign sign, String words) {
    to.open("span", "class", "badge " + sign.style());
    sign.shape(to);
    to.text(" " + words).close();
  }

  /** A quantile as its field says it: {@code p99.9}. */
  static String quantile(double share) {
    var text = String.format(Locale.ROOT, "%.4f", 100 * share);
    var end = text.length();
    while (text.charAt(end - 1) == '0') {
      end--;
    }
    return "p" + text.substring(0, text.charAt(end - 1) == '.' ? end - 1 : end);
  }

  /** How many times as long. */
  static String ratio(double ratio) {
    return Double.isFinite(ratio) ? String.format(Locale.ROOT, "%.2f", ratio) : "no ratio";
  }

  /** A time with three digits and the unit that fits. */
  static String time(long nanoseconds) {
    var units = new String[] {"ns", "\u00b5s", "ms", "s"};
    var value = (double) nanoseconds;
    var unit = 0;
    while (value >= 999.5 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    var digits = unit == 0 ? 0 : value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + digits + "f ", value) + units[unit];
  }
}
