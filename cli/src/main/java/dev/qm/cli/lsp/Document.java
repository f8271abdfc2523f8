package dev.qm.cli.lsp;

import dev.qm.quadlet.language.UnitPart;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A text that is open in the editor. A value: each edit gives another one.
 *
 * @param uri what the editor calls it
 * @param part which unit it is; empty if it is none, as a text without a file is none
 * @param version the editor's number for this state of it; empty if it gives none
 * @param text what it says
 */
record Document(String uri, Optional<UnitPart> part, OptionalInt version, String text) {
  /**
   * A place: LSP 3.17, Position.
   *
   * @param line counted from 0; LF, CR LF and CR end a line
   * @param character in the line, in units of a {@link PositionEncoding}
   */
  record Position(int line, int character) {}

  /** Where lines begin and end. */
  static final class Lines {
    private final String text;
    private final int[] starts;

    private Lines(String text, int[] starts) {
      this.text = text;
      this.starts = starts;
    }

    String text() {
      return text;
    }

    int count() {
      return starts.length;
    }

    static Lines of(String text) {
      var starts = new int[16];
      var count = 1;
      for (var i = 0; i < text.length(); i++) {
        var c = text.charAt(i);
        var ends = c == '\n' || (c == '\r' && !text.startsWith("\n", i + 1));
        if (ends) {
          if (count == starts.length) {
            starts = Arrays.copyOf(starts, count * 2);
          }
          starts[count++] = i + 1;
        }
      }
      return new Lines(text, Arrays.copyOf(starts, count));
    }

    /** Where a line ends, its terminator not counted. */
    private int end(int line) {
      if (line + 1 == starts.length) {
        return text.length();
      }
      var end = starts[line + 1] - 1;
      return end > starts[line] && text.charAt(end) == '\n' && text.charAt(end - 1) == '\r'
          ? end - 1
          : end;
    }

    /** The index of a place; what lies behind the end of a line, or of the text, is that end. */
    int index(Position position, PositionEncoding encoding) {
      if (position.line() < 0) {
        return 0;
      }
      if (position.line() >= starts.length) {
        return text.length();
      }
      var start = starts[position.line()];
      var units = Math.max(0, position.character());
      return encoding.index(text, start, end(position.line()), units);
    }

    /** The place of an index. */
    Position position(int index, PositionEncoding encoding) {
      var inside = Math.clamp(index, 0, text.length());
      var found = Arrays.binarySearch(starts, inside);
      var line = found >= 0 ? found : -found - 2;
      var end = Math.max(starts[line], Math.min(inside, end(line)));
      return new Position(line, encoding.length(text, starts[line], end));
    }
  }

  Lines lines() {
    return Lines.of(text);
  }

  /** The same in a later version. */
  Document at(OptionalInt version) {
    return new Document(uri, part, version, text);
  }

  /** The same with another text. */
  Document saying(String other) {
    return new Document(uri, part, version, other);
  }

  /** The same with a part of the text replaced. */
  Document replaced(Position from, Position to, String by, PositionEncoding encoding) {
    var lines = lines();
    var start = lines.index(from, encoding);
    var end = Math.max(start, lines.index(to, encoding));
    return saying(text.substring(0, start) + by + text.substring(end));
  }
}
