package dev.qm.assurance.asil;

import dev.qm.host.HostException;
import dev.qm.quadlet.syntax.Origin;
import java.util.List;
import java.util.Optional;

/**
 * A unit of the host's systemd that is named as part of the safety side: systemd.unit(5).
 *
 * @param name a service, a scope or a slice; {@code brake@.service} stands for all its instances,
 *     {@code safety.slice} for all that is in it
 * @param origin the line that names it; nothing when the command line does
 */
public record AsilUnit(String name, Optional<Origin> origin) {
  private static final String SLICE = ".slice";

  /** The kinds of units that processes of their own run in. */
  private static final List<String> SUFFIXES = List.of(".service", ".scope", SLICE);

  private static final String ROOT_SLICE = "-.slice";

  /** Characters: UNIT_NAME_MAX of systemd. */
  private static final int LONGEST = 255;

  /**
   * The unit that a word names.
   *
   * @throws HostException when it names none, with the line and what to write
   */
  static AsilUnit of(String word, Optional<Origin> origin) throws HostException {
    if (!isUnitName(word)) {
      throw new HostException(
          place(origin) + "'" + word + "' is no unit of the ASIL side",
          "it is no name of a service, a scope or a slice",
          mend(word));
    }
    if (word.equals(ROOT_SLICE)) {
      throw new HostException(
          place(origin) + "'" + word + "' cannot be the ASIL side",
          "everything on the machine is in it, the partition too",
          "name the slices and services of the safety software");
    }
    return new AsilUnit(word, origin);
  }

  /** Whether the unit is this one, an instance of it, or a slice in it. */
  boolean covers(String unit) {
    if (unit.equals(name)) {
      return true;
    }
    if (name.endsWith(SLICE)) {
      var prefix = name.substring(0, name.length() - SLICE.length()) + "-";
      return unit.endsWith(SLICE) && unit.startsWith(prefix);
    }
    var at = name.indexOf('@');
    return at >= 0
        && name.startsWith(".", at + 1)
        && unit.startsWith(name.substring(0, at + 1))
        && unit.endsWith(name.substring(at + 1))
        && unit.length() > name.length();
  }

  @Override
  public String toString() {
    return name;
  }

  private static String place(Optional<Origin> origin) {
    return origin.map(line -> line + ": ").orElse("");
  }

  private static String mend(String word) {
    if (word.endsWith(".container")) {
      var service = word.substring(0, word.length() - ".container".length()) + ".service";
      return "name the service that Quadlet makes of it, such as " + service;
    }
    if (word.indexOf(',') >= 0) {
      return "put blanks between names";
    }
    return "write names as systemctl shows them, such as brake.service or safety.slice";
  }

  private static boolean isUnitName(String word) {
    if (word.length() > LONGEST || word.startsWith("@")) {
      return false;
    }
    for (var i = 0; i < word.length(); i++) {
      var c = word.charAt(i);
      var isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!isLetter && ":-_.\\@".indexOf(c) < 0) {
        return false;
      }
    }
    for (var suffix : SUFFIXES) {
      if (word.endsWith(suffix) && word.length() > suffix.length()) {
        return true;
      }
    }
    return false;
  }
}
