package dev.qm.quadlet.syntax;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How long something lasts, as unit files have it: {@code 90}, {@code 1min 30s}, {@code 500ms},
 * {@code 1.5h}, {@code infinity}.
 *
 * <p>Source: {@code systemd.time(7)}, "Parsing Time Spans".
 *
 * @param length to the microsecond; empty for {@code infinity}
 */
public record TimeSpan(Optional<Duration> length) {
  /** For ever. */
  public static final TimeSpan INFINITE = new TimeSpan(Optional.empty());

  private static final long SECOND = 1_000_000;

  /** What systemd keeps for infinity: the largest 64-bit number without a sign. */
  private static final long FOREVER = -1;

  private static final String INFINITY = "infinity";

  /** In the order in which systemd tries them: the first that a text begins with is meant. */
  private static final List<Unit> UNITS =
      List.of(
          new Unit("seconds", SECOND),
          new Unit("second", SECOND),
          new Unit("sec", SECOND),
          new Unit("s", SECOND),
          new Unit("minutes", 60 * SECOND),
          new Unit("minute", 60 * SECOND),
          new Unit("min", 60 * SECOND),
          // a twelfth of a year, and a year of 365.25 days
          new Unit("months", 2_629_800 * SECOND),
          new Unit("month", 2_629_800 * SECOND),
          new Unit("M", 2_629_800 * SECOND),
          new Unit("msec", 1000),
          new Unit("ms", 1000),
          new Unit("m", 60 * SECOND),
          new Unit("hours", 3600 * SECOND),
          new Unit("hour", 3600 * SECOND),
          new Unit("hr", 3600 * SECOND),
          new Unit("h", 3600 * SECOND),
          new Unit("days", 86_400 * SECOND),
          new Unit("day", 86_400 * SECOND),
          new Unit("d", 86_400 * SECOND),
          new Unit("weeks", 7 * 86_400 * SECOND),
          new Unit("week", 7 * 86_400 * SECOND),
          new Unit("w", 7 * 86_400 * SECOND),
          new Unit("years", 31_557_600 * SECOND),
          new Unit("year", 31_557_600 * SECOND),
          new Unit("y", 31_557_600 * SECOND),
          new Unit("usec", 1),
          new Unit("us", 1),
          // the Greek letter and the micro sign
          new Unit("\u03bcs", 1),
          new Unit("\u00b5s", 1));

  /** What a number can be followed by. */
  private record Unit(String name, long microseconds) {}

  /**
   * {@return a span of this length}
   *
   * @param length not negative
   */
  public static TimeSpan of(Duration length) {
    return new TimeSpan(Optional.of(length));
  }

  /**
   * {@return the span that a value stands for; empty if systemd would not take it} A number without
   * a unit is seconds.
   *
   * @param text the value of a key
   */
  public static Optional<TimeSpan> parse(String text) {
    return new Parser(text).run();
  }

  /**
   * {@return the span that the value of a timeout of a service stands for; empty if systemd would
   * not take it} Timeouts are the keys where 0 means {@code infinity}: {@code TimeoutStartSec=},
   * {@code TimeoutStopSec=}, {@code TimeoutAbortSec=}, {@code TimeoutSec=}, {@code RuntimeMaxSec=}.
   *
   * @param text the value of a key
   */
  public static Optional<TimeSpan> parseTimeout(String text) {
    var span = parse(text);
    return span.isPresent() && span.get().isZero() ? Optional.of(INFINITE) : span;
  }

  private boolean isZero() {
    return length.isPresent() && length.get().isZero();
  }

  /**
   * {@return this span, or {@code longest} if that is shorter}
   *
   * @param longest what stands for infinity to whoever asks
   */
  public Duration atMost(Duration longest) {
    return length.isPresent() && length.get().compareTo(longest) < 0 ? length.get() : longest;
  }

  /** Reads one value from left to right. Sums are kept as systemd does, in 64 bits without sign. */
  private static final class Parser {
    private final String text;
    private int at;
    private long sum;

    Parser(String text) {
      this.text = text;
    }

    Optional<TimeSpan> run() {
      skipSpace();
      if (text.startsWith(INFINITY, at)) {
        at += INFINITY.length();
        skipSpace();
        return at == text.length() ? Optional.of(INFINITE) : Optional.empty();
      }
      if (at == text.length()) {
        return Optional.empty();
      }
      while (at < text.length()) {
        if (!part()) {
          return Optional.empty();
        }
        skipSpace();
      }
      return Optional.of(
          of(
              Duration.ofSeconds(
                  Long.divideUnsigned(sum, SECOND), Long.remainderUnsigned(sum, SECOND) * 1000)));
    }

    /** One number with its unit; false if there is none. */
    private boolean part() {
      if (text.charAt(at) == '+') {
        at++;
      }
      var start = at;
      var whole = 0L;
      for (; at < text.length() && isDigit(text.charAt(at)); at++) {
        var digit = text.charAt(at) - '0';
        if (whole > (Long.MAX_VALUE - digit) / 10) {
          return false;
        }
        whole = whole * 10 + digit;
      }
      var digits = at - start;
      var fraction = at;
      if (at < text.length() && text.charAt(at) == '.') {
        fraction = ++at;
        while (at < text.length() && isDigit(text.charAt(at))) {
          at++;
        }
        if (at == fraction || (digits == 0 && start > 0 && text.charAt(start - 1) == '+')) {
          return false;
        }
      } else if (digits == 0) {
        return false;
      }
      var fractionEnd = at;
      skipSpace();
      var unit = unit();
      if (at == fractionEnd && at < text.length()) {
        // two points in one number, or a unit that there is not
        return false;
      }
      if (Long.compareUnsigned(whole, Long.divideUnsigned(FOREVER, unit)) >= 0
          || !add(whole * unit)) {
        return false;
      }
      var share = unit / 10;
      for (var i = fraction; i < fractionEnd; i++, share /= 10) {
        if (!add((text.charAt(i) - '0') * share)) {
          return false;
        }
      }
      return true;
    }

    private boolean add(long microseconds) {
      if (Long.compareUnsigned(microseconds, FOREVER - sum) >= 0) {
        return false;
      }
      sum += microseconds;
      return true;
    }

    /** Passes over a unit; a second if there is none. */
    private long unit() {
      for (var unit : UNITS) {
        if (text.startsWith(unit.name(), at)) {
          at += unit.name().length();
          return unit.microseconds();
        }
      }
      return SECOND;
    }

    private void skipSpace() {
      while (at < text.length() && Dialect.SYSTEMD.isSpace(text.charAt(at))) {
        at++;
      }
    }

    private static boolean isDigit(char c) {
      return c >= '0' && c <= '9';
    }
  }
}
