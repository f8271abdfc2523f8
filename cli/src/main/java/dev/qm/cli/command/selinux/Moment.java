package dev.qm.cli.command.selinux;

import dev.qm.cli.parse.UsageException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;

/** A moment as it is typed on a command line. */
final class Moment {
  private Moment() {}

  /**
   * The moment that {@code text} means.
   *
   * @param text so long ago ({@code 30m}, {@code 2h}, {@code 3d}), a time of today ({@code 14:05}),
   *     a day, or a day with a time
   */
  static Instant parse(String text, Instant now, ZoneId zone) throws UsageException {
    try {
      var unit = text.isEmpty() ? ' ' : text.charAt(text.length() - 1);
      var one =
          switch (unit) {
            case 's' -> Duration.ofSeconds(1);
            case 'm' -> Duration.ofMinutes(1);
            case 'h' -> Duration.ofHours(1);
            case 'd' -> Duration.ofDays(1);
            default -> Duration.ZERO;
          };
      if (!one.isZero()) {
        var count = Long.parseLong(text.substring(0, text.length() - 1));
        if (count >= 0) {
          return now.minus(one.multipliedBy(count));
        }
      } else if (text.endsWith("Z")) {
        return Instant.parse(text);
      } else if (text.contains("T") || text.contains(" ")) {
        return LocalDateTime.parse(text.replace(' ', 'T')).atZone(zone).toInstant();
      } else if (text.contains(":")) {
        return LocalTime.parse(text)
            .atDate(LocalDate.ofInstant(now, zone))
            .atZone(zone)
            .toInstant();
      } else {
        return LocalDate.parse(text).atStartOfDay(zone).toInstant();
      }
    } catch (DateTimeException | ArithmeticException | NumberFormatException notOne) {
      // said below, in the words of the command line
    }
    throw new UsageException(
        "--since cannot be '" + text + "'",
        "so long ago (30m, 2h, 3d), a time of today (14:05), a day (2026-01-31), or both"
            + " (2026-01-31T14:05)");
  }
}
