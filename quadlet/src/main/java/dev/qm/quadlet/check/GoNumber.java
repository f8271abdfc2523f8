package dev.qm.quadlet.check;

import java.math.BigInteger;
import java.util.List;

/**
 * Numbers as the programs that are written in Go read them, Podman among them: a base may be said
 * by 0x, 0o, 0b or a leading 0, and underscores may stand between digits.
 *
 * <p>Source: the documentation of Go's packages strconv and time.
 */
final class GoNumber {
  private static final BigInteger MOST = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);

  private static final List<String> UNITS =
      List.of("ns", "us", "\u00B5s", "\u03BCs", "ms", "s", "m", "h");

  private GoNumber() {}

  /** The text without a sign before it. */
  static String unsigned(String text) {
    return text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
  }

  /** True for a whole number without a sign that fits into 64 bits. */
  static boolean isWhole(String text) {
    var digits = text.replace("_", "");
    var radix = 10;
    if (digits.length() > 1 && digits.startsWith("0")) {
      radix =
          switch (Character.toLowerCase(digits.charAt(1))) {
            case 'x' -> 16;
            case 'o' -> 8;
            case 'b' -> 2;
            default -> 0;
          };
      digits = digits.substring(radix == 0 ? 1 : 2);
      radix = radix == 0 ? 8 : radix;
    }
    for (var i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) >= 0x80 || Character.digit(digits.charAt(i), radix) < 0) {
        return false;
      }
    }
    // 64 binary digits and a few zeros before them are the longest that could fit
    return !digits.isEmpty()
        && digits.length() <= 80
        && new BigInteger(digits, radix).compareTo(MOST) <= 0;
  }

  /** True for decimal digits and nothing else, as many as fit into 63 bits for certain. */
  static boolean isDigits(String text) {
    for (var i = 0; i < text.length(); i++) {
      if (!isDigit(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty() && text.length() <= 18;
  }

  /** True for a decimal number that is not negative, such as 1.5, .5 or 1e9. */
  static boolean isDecimal(String text) {
    var i = text.startsWith("+") ? 1 : 0;
    var digits = 0;
    var points = 0;
    for (;
        i < text.length() && (isDigit(text.charAt(i)) || "._".indexOf(text.charAt(i)) >= 0);
        i++) {
      digits += isDigit(text.charAt(i)) ? 1 : 0;
      points += text.charAt(i) == '.' ? 1 : 0;
    }
    if (digits == 0 || points > 1) {
      return false;
    }
    return i == text.length()
        || (Character.toLowerCase(text.charAt(i)) == 'e'
            && isDigits(unsigned(text.substring(i + 1)))
            && text.length() - i <= 4);
  }

  /** True for a span of time: 0, or numbers each with its unit. */
  static boolean isDuration(String text) {
    var span = unsigned(text);
    var i = 0;
    while (i < span.length()) {
      var start = i;
      while (i < span.length() && (isDigit(span.charAt(i)) || span.charAt(i) == '.')) {
        i++;
      }
      var unit = i;
      while (i < span.length() && !isDigit(span.charAt(i)) && span.charAt(i) != '.') {
        i++;
      }
      if (!isDecimal(span.substring(start, unit)) || !UNITS.contains(span.substring(unit, i))) {
        return span.equals("0");
      }
    }
    return !span.isEmpty();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
