package dev.qm.quadlet.language;

import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.text.Keys;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The unit that a word names.
 *
 * <p>Source: {@code podman-systemd.unit(5)}.
 *
 * @param start where the word begins, counted in characters from 0
 * @param end where it ends
 * @param file the unit's file
 */
public record Definition(int start, int end, Path file) {
  /**
   * {@return the unit that the word at a place names, by its file's name or its service's; empty if
   * it names none that is there}
   *
   * @param moment the units that can be named
   * @param part the file
   * @param text what it says
   * @param offset the place, counted in characters from 0
   */
  public static Optional<Definition> at(Moment moment, UnitPart part, String text, int offset) {
    if (!(Spot.at(text, offset) instanceof Spot.Word word) || !isReference(part.type(), word)) {
      return Optional.empty();
    }
    return moment
        .around(part)
        .named(word.word())
        .map(named -> new Definition(word.start(), word.end(), named.file()));
  }

  /** True where a word names a unit; services are named in systemd's own sections too. */
  static boolean isReference(UnitType type, Spot.Word word) {
    var ofType = UnitType.ofFileName(word.word());
    if (ofType.isPresent()) {
      return WantedUnits.of(type, word).contains(ofType.get());
    }
    var section = word.section().orElse("");
    return section.equals(Keys.UNIT) || section.equals(Keys.INSTALL);
  }
}
