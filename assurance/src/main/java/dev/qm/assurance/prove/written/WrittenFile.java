package dev.qm.assurance.prove.written;

import dev.qm.host.HostException;
import dev.qm.host.file.Bounded;
import dev.qm.partition.setup.DescriptionFile;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.TimeSpan;
import dev.qm.quadlet.syntax.UnitFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A file that somebody wrote for a campaign. Source of the syntax: systemd.syntax(7).
 *
 * @param unit what it says
 */
public record WrittenFile(UnitFile unit) {
  /** Bytes: nobody writes as many by hand. */
  private static final int LIMIT = 1 << 20;

  /**
   * Reads one.
   *
   * @throws HostException when it cannot be read, and at the first line that is none
   */
  public static WrittenFile read(Path file) throws HostException {
    try {
      return parse(file, new String(Bounded.bytes(file, LIMIT), StandardCharsets.UTF_8));
    } catch (IOException failure) {
      throw new HostException("cannot read " + file, failure);
    }
  }

  /**
   * The file that a text is.
   *
   * @param file its name, for errors
   * @throws HostException at the first line that is none
   */
  public static WrittenFile parse(Path file, String text) throws HostException {
    return new WrittenFile(DescriptionFile.unit(file, text));
  }

  /**
   * Refuses a section of another name.
   *
   * @param what a section's name is, for the error, such as {@code probe}
   */
  public void requireSections(String what, Collection<String> known) throws HostException {
    for (var section : unit.sections()) {
      if (!known.contains(section)) {
        throw wrong(
            unit.header(section).orElseThrow(),
            "there is no " + what + " [" + section + "]",
            "known are " + listed(known));
      }
    }
  }

  /** Refuses a key of another name in a section. */
  public void requireKeys(String section, List<String> known) throws HostException {
    DescriptionFile.requireKeys(unit, section, known);
  }

  /** The last value of a key, where it has one. */
  public Optional<Entry> last(String section, String key) {
    return unit.last(section, key).filter(entry -> !entry.value().isEmpty());
  }

  /**
   * The last value of a key that must be there.
   *
   * @param example what somebody could write
   */
  public Entry require(String section, String key, String example) throws HostException {
    var entry = last(section, key);
    if (entry.isEmpty()) {
      throw wrong(
          unit.header(section).orElse(new Origin(unit.file(), 1)),
          "there is no " + key + "= in [" + section + "]",
          "write for example " + key + "=" + example);
    }
    return entry.get();
  }

  /** A number with or without a fraction; both ends are allowed. */
  public static double number(Entry entry, double least, double most) throws HostException {
    try {
      // Java would take hexadecimal numbers, letters of types and infinity too
      if (entry.value().chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.')) {
        var number = Double.parseDouble(entry.value());
        if (number >= least && number <= most) {
          return number;
        }
      }
    } catch (NumberFormatException none) {
      // said below
    }
    throw wrong(
        entry.origin(),
        entry.key() + "= cannot be '" + entry.value() + "'",
        "write a number from " + plain(least) + " to " + plain(most));
  }

  /** A whole number; both ends are allowed. */
  public static int count(Entry entry, int least, int most) throws HostException {
    try {
      var count = Integer.parseInt(entry.value());
      if (count >= least && count <= most) {
        return count;
      }
    } catch (NumberFormatException none) {
      // said below
    }
    throw wrong(
        entry.origin(),
        entry.key() + "= cannot be '" + entry.value() + "'",
        "write a whole number from " + least + " to " + most);
  }

  /** How long something lasts; both ends are allowed. Source: systemd.time(7). */
  public static Duration time(Entry entry, Duration least, Duration most) throws HostException {
    var length = TimeSpan.parse(entry.value()).flatMap(TimeSpan::length);
    if (length.isEmpty() || length.get().compareTo(least) < 0 || length.get().compareTo(most) > 0) {
      throw wrong(
          entry.origin(),
          entry.key() + "= cannot be '" + entry.value() + "'",
          "write a time from " + span(least) + " to " + span(most) + ", such as 500us, 20ms or 2s");
    }
    return length.get();
  }

  /** An error at a line. */
  public static HostException wrong(Origin origin, String what, String mend) {
    return new HostException(origin + ": " + what, "", mend);
  }

  /** Names for a sentence. */
  public static String listed(Collection<String> names) {
    return names.isEmpty() ? "none" : String.join(", ", names.stream().sorted().toList());
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }

  private static String span(Duration length) {
    var micros = length.toNanos() / 1000;
    if (micros % 1_000_000 == 0) {
      return micros / 1_000_000 + "s";
    }
    return micros % 1000 == 0 ? micros / 1000 + "ms" : micros + "us";
  }
}
