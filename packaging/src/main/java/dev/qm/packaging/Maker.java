package dev.qm.packaging;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Who makes packages, and when: what stands in them beside what they hold. The same maker makes the
 * same bytes.
 *
 * @param contact a name and an address, {@code Jane Doe <jane@example.org>}
 * @param time stands for every time in a package, in whole seconds
 */
public record Maker(String contact, Instant time) {
  /** Unsigned seconds in 32 bits, which is what both formats have for times: until 2106. */
  private static final long LAST_SECOND = 0xffffffffL;

  private static final String DAYS = "MonTueWedThuFriSatSun";
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

  public Maker {
    if (time.getEpochSecond() < 0 || time.getEpochSecond() > LAST_SECOND) {
      throw new IllegalArgumentException(
          "no package can say that it is of " + time + ": their times go from 1970 to 2106");
    }
  }

  /** The time as packages have it: seconds since 1970. */
  public long seconds() {
    return time.getEpochSecond();
  }

  /**
   * The time as RFC 5322 writes it, the day in two digits, without its zone: UTC. The formatter of
   * the JDK would bring the names of months in every language, which takes longer than a package.
   */
  public String date() {
    var at = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
    var day = 3 * (at.getDayOfWeek().getValue() - 1);
    var month = 3 * (at.getMonthValue() - 1);
    return DAYS.substring(day, day + 3)
        + ", "
        + two(at.getDayOfMonth())
        + " "
        + MONTHS.substring(month, month + 3)
        + " "
        + at.getYear()
        + " "
        + two(at.getHour())
        + ":"
        + two(at.getMinute())
        + ":"
        + two(at.getSecond());
  }

  private static String two(int number) {
    return number < 10 ? "0" + number : Integer.toString(number);
  }
}
