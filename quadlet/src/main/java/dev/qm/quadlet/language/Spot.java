package dev.qm.quadlet.language;

import dev.qm.quadlet.syntax.Dialect;
import dev.qm.quadlet.syntax.Line;
import dev.qm.quadlet.syntax.UnitFile;
import dev.qm.quadlet.text.Spaces;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a place in a unit's text is part of; a text that is being written need not be whole. */
sealed interface Spot {
  /** Where the part begins, counted in characters from 0. */
  int start();

  /** Where it ends. */
  int end();

  /** The header of a section, whole or not. */
  record Header(int start, int end) implements Spot {}

  /**
   * A key, or an empty line, where one could stand.
   *
   * @param section the section that it is in; empty above the first
   * @param name what is written
   * @param isAssigned whether there is a sign behind it
   */
  record Key(Optional<String> section, String name, int start, int end, boolean isAssigned)
      implements Spot {}

  /**
   * A word of a value.
   *
   * @param section the section that it is in; empty above the first
   * @param key the key that has the value
   * @param before what of the value stands before the word
   * @param word what is written
   */
  record Word(Optional<String> section, String key, String before, String word, int start, int end)
      implements Spot {}

  /** A comment, of which nobody asks anything. */
  record Elsewhere(int start, int end) implements Spot {}

  /** What is at a place, counted in characters from 0. */
  static Spot at(String text, int place) {
    var offset = Math.clamp(place, 0, text.length());
    var lines = UnitFile.parseAll(Path.of(""), text, Dialect.QUADLET).unit().lines();
    Optional<String> section = Optional.empty();
    for (var i = 0; i < lines.size(); i++) {
      var line = lines.get(i);
      if (isIn(line, offset) || (isOpen(line, text) && offset == text.length())) {
        return in(line, section, text, offset);
      }
      if (line instanceof Line.Header header) {
        section = Optional.of(header.name());
      }
      if (line.start() > offset) {
        break;
      }
    }
    return new Key(sectionBefore(lines, offset), "", offset, offset, false);
  }

  private static Optional<String> sectionBefore(List<Line> lines, int offset) {
    Optional<String> section = Optional.empty();
    for (var line : lines) {
      if (line instanceof Line.Header header && header.start() < offset) {
        section = Optional.of(header.name());
      }
    }
    return section;
  }

  private static boolean isIn(Line line, int offset) {
    return line.start() <= offset
        && (offset < line.end()
            || (offset == line.end()
                && line.end() > line.start()
                && line.source().charAt(line.end() - 1) != '\n'));
  }

  /** True for the last setting if it goes on in a line that is not written yet. */
  private static boolean isOpen(Line line, String text) {
    return line instanceof Line.Setting
        && line.end() == text.length()
        && Spaces.trimEnd(line.raw()).endsWith("\\");
  }

  private static Spot in(Line line, Optional<String> section, String text, int offset) {
    var from = text.lastIndexOf('\n', offset - 1) + 1;
    var to = text.indexOf('\n', offset);
    var bare = text.substring(from, to < 0 ? text.length() : to);
    var written = Spaces.trim(bare);
    var start = from + bare.indexOf(written);
    var end = start + written.length();
    if (written.startsWith("#") || written.startsWith(";")) {
      return new Elsewhere(start, end);
    }
    return switch (line) {
      case Line.Header _ -> new Header(start, end);
      case Line.Setting setting -> ofSetting(setting, section, text, offset);
      case Line.Remark _ -> new Key(section, "", offset, offset, false);
      case Line.Broken _ when written.startsWith("[") -> new Header(start, end);
      case Line.Broken _ -> ofBroken(section, text, start, end, offset);
    };
  }

  private static Spot ofSetting(
      Line.Setting setting, Optional<String> section, String text, int offset) {
    var equals = text.indexOf('=', setting.start());
    if (offset <= equals) {
      return key(section, text, setting.start(), equals, true);
    }
    return word(section, setting.entry().key(), text, equals + 1, setting.end(), offset);
  }

  private static Spot ofBroken(
      Optional<String> section, String text, int start, int end, int offset) {
    var equals = text.indexOf('=', start);
    if (equals >= 0 && equals < offset && equals < end) {
      var key = Spaces.trim(text.substring(start, equals));
      return word(section, key, text, equals + 1, end, offset);
    }
    if (offset < start || offset > end) {
      return new Key(section, "", offset, offset, false);
    }
    return key(section, text, start, equals >= 0 && equals < end ? equals : end, equals >= 0);
  }

  private static Spot key(
      Optional<String> section, String text, int from, int until, boolean isAssigned) {
    var written = text.substring(from, until);
    var name = Spaces.trim(written);
    var start = from + (name.isEmpty() ? 0 : written.indexOf(name));
    return new Key(section, name, start, start + name.length(), isAssigned);
  }

  private static Spot word(
      Optional<String> section, String key, String text, int from, int until, int offset) {
    var start = offset;
    while (start > from && !isBetweenWords(text.charAt(start - 1))) {
      start--;
    }
    var end = offset;
    while (end < until && !isBetweenWords(text.charAt(end))) {
      end++;
    }
    return new Word(
        section, key, text.substring(from, start), text.substring(start, end), start, end);
  }

  /** What parts the words of values: of lists, options, mounts and volumes alike. */
  private static boolean isBetweenWords(char c) {
    return Spaces.isUnicode(c) || ",:=\"'".indexOf(c) >= 0;
  }
}
