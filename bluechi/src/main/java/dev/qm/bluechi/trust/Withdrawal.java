package dev.qm.bluechi.trust;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * A certificate that does not count from some moment on, before it expires by itself.
 *
 * @param fingerprint SHA-256 of the certificate, in hexadecimal digits
 * @param from the first moment at which it does not count
 * @param name whose it is, for people
 */
public record Withdrawal(String fingerprint, Instant from, String name) {
  private static final int DIGITS = 64;

  /**
   * The lines of a file: {@code FINGERPRINT MOMENT NAME}.
   *
   * @throws HostException at the first line that is none; a list that is read by halves would let
   *     somebody in
   */
  static List<Withdrawal> parse(Path file, String text) throws HostException {
    var all = new ArrayList<Withdrawal>();
    var number = 0;
    for (var line : text.lines().toList()) {
      number++;
      if (!line.isBlank() && !line.startsWith("#")) {
        all.add(one(file + ":" + number, line));
      }
    }
    return List.copyOf(all);
  }

  static Withdrawal one(String place, String line) throws HostException {
    var words = KernelText.of(line);
    if (words.size() == 3 && isFingerprint(words.getFirst())) {
      try {
        return new Withdrawal(words.getFirst(), Instant.parse(words.get(1)), words.get(2));
      } catch (DateTimeParseException wrong) {
        // said below
      }
    }
    throw new HostException(
        place + ": the line withdraws nothing",
        "a certificate that should not count any more would",
        "FINGERPRINT MOMENT NAME, as `qm bluechi trust revoke` writes it");
  }

  /** Whether it counts already. */
  boolean isAt(Instant moment) {
    return !moment.isBefore(from);
  }

  /** As a line of the file. */
  @Override
  public String toString() {
    return fingerprint + " " + from + " " + name;
  }

  private static boolean isFingerprint(String word) {
    return word.length() == DIGITS
        && word.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }
}
