package dev.qm.partition.ipc.serve;

import java.time.Duration;
import java.util.Optional;

/** Times as unit files have them: systemd.time(7), "Parsing Time Spans". */
final class TimeSpan {
  private TimeSpan() {}

  /** {@code 5}, {@code 5s}, {@code 1min 30s}, {@code 200ms}; nothing when it is none of these. */
  static Optional<Duration> parse(String text) {
    var sum = Duration.ZERO;
    var rest = text.strip();
    if (rest.isEmpty()) {
      return Optional.empty();
    }
    while (!rest.isEmpty()) {
      var digits = length(rest, true);
      if (digits == 0 || digits > 9) {
        return Optional.empty();
      }
      var number = Long.parseLong(rest.substring(0, digits));
      rest = rest.substring(digits).stripLeading();
      var letters = length(rest, false);
      var unit = unit(rest.substring(0, letters));
      if (unit.isEmpty()) {
        return Optional.empty();
      }
      sum = sum.plus(unit.get().multipliedBy(number));
      rest = rest.substring(letters).stripLeading();
    }
    return Optional.of(sum);
  }

  private static int length(String text, boolean digits) {
    var length = 0;
    while (length < text.length()
        && (digits ? isDigit(text.charAt(length)) : isLetter(text.charAt(length)))) {
      length++;
    }
    return length;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static Optional<Duration> unit(String name) {
    return switch (name) {
      case "us", "usec" -> Optional.of(Duration.ofNanos(1000));
      case "ms", "msec" -> Optional.of(Duration.ofMillis(1));
      case "", "s", "sec", "second", "seconds" -> Optional.of(Duration.ofSeconds(1));
      case "m", "min", "minute", "minutes" -> Optional.of(Duration.ofMinutes(1));
      case "h", "hr", "hour", "hours" -> Optional.of(Duration.ofHours(1));
      default -> Optional.empty();
    };
  }
}
