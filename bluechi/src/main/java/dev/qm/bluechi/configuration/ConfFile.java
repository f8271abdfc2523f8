package dev.qm.bluechi.configuration;

import dev.qm.quadlet.syntax.Origin;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A configuration file as BlueChi reads it. It is close to systemd.syntax(7), and differs where
 * people stumble: a value goes on in an indented line and nothing is put between the two; a key
 * that stands twice has both values joined; {@code :} does for {@code =}; a remark behind a value
 * begins with a blank and {@code ;}; and at the first line that is not understood, or too long, the
 * file is given up.
 *
 * @param file for messages
 * @param lines in the order of the file, up to the one that is not understood
 * @param broken where the reading ends
 */
public record ConfFile(Path file, List<Line> lines, Optional<Broken> broken) {
  /** Bytes of a line, without what ends it. */
  public static final int LONGEST_LINE = 518;

  /** Bytes of the name of a section; the rest of a longer one is cut off. */
  public static final int LONGEST_SECTION = 49;

  private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

  public ConfFile {
    lines = List.copyOf(lines);
  }

  /**
   * A line that gives a key a value, or more of it.
   *
   * @param section without brackets; empty before the first
   * @param key whose value it is
   * @param value this line's part of it
   * @param number counted from 1
   * @param column where the key stands, in a line that goes on where the value does: from 1
   * @param valueColumn where the value stands, from 1
   * @param kind whether it names the key
   */
  public record Line(
      String section,
      String key,
      String value,
      int number,
      int column,
      int valueColumn,
      Kind kind) {}

  /** What a line is. */
  public enum Kind {
    /** A key and its value. */
    KEY,
    /** An indented line with more of the value. */
    MORE
  }

  /**
   * The line at which BlueChi gives a file up.
   *
   * @param number counted from 1
   * @param why a clause
   * @param mend what to do
   */
  public record Broken(int number, String why, String mend) {}

  /** Reads a file. */
  public static ConfFile parse(Path file, byte[] content) {
    // a character a byte, since lengths are counted in bytes; what is shown is decoded
    return new Reading(file, new String(content, StandardCharsets.ISO_8859_1)).all();
  }

  /** The key of a section. */
  record Place(String section, String key) {}

  /** The settings, each with the values of all its lines joined; none where the file is broken. */
  Map<Place, Setting> settings() {
    var first = new LinkedHashMap<Place, Line>();
    var values = new HashMap<Place, StringBuilder>();
    if (broken.isEmpty()) {
      for (var line : lines) {
        var place = new Place(line.section(), line.key());
        var value = values.computeIfAbsent(place, _ -> new StringBuilder());
        if (value.isEmpty()) {
          // an empty value is none, so what comes next begins anew
          first.put(place, line);
        }
        value.append(line.value());
      }
    }
    var settings = new LinkedHashMap<Place, Setting>();
    first.forEach((place, line) ->
        settings.put(
            place,
            new Setting(
                line.section(),
                line.key(),
                String.valueOf(values.get(place)),
                new Origin(file, line.number()),
                line.valueColumn())));
    return settings;
  }

  /** One reading. */
  private static final class Reading {
    private static final String BLANKS = " \t\n\u000b\f\r";

    private final Path file;
    private final String text;
    private final List<Line> lines = new ArrayList<>();
    private String section = "";

    /** The key that an indented line goes on with; empty when there is none. */
    private String open = "";

    Reading(Path file, String text) {
      this.file = file;
      this.text = text;
    }

    ConfFile all() {
      var number = 0;
      for (var from = 0; from < text.length(); ) {
        var end = text.indexOf('\n', from);
        end = end < 0 ? text.length() : end;
        number++;
        var broken = line(text.substring(from, end), number);
        if (broken.isPresent()) {
          return new ConfFile(file, lines, broken);
        }
        from = end + 1;
      }
      return new ConfFile(file, lines, Optional.empty());
    }

    private Optional<Broken> line(String line, int number) {
      if (line.length() > LONGEST_LINE) {
        return broken(
            number,
            "the line has more than " + LONGEST_LINE + " bytes",
            "go on with the value in the next line, indented");
      }
      if (line.indexOf('\0') >= 0) {
        return broken(number, "the line is no text", "write it anew");
      }
      var start = number == 1 && line.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length() : 0;
      start = skip(line, start);
      if (start == line.length() || "#;".indexOf(line.charAt(start)) >= 0) {
        return Optional.empty();
      }
      if (start > 0 && !open.isEmpty()) {
        var value = stripped(line, start, end(line, start, ""));
        add(open, value, number, column(line, start), column(line, start), Kind.MORE);
        return Optional.empty();
      }
      return line.charAt(start) == '[' ? header(line, start, number) : key(line, start, number);
    }

    private Optional<Broken> header(String line, int start, int number) {
      var end = end(line, start + 1, "]");
      if (end == line.length() || line.charAt(end) != ']') {
        return broken(number, "the name of the section has no end", "write ] behind it");
      }
      section = line.substring(start + 1, Math.min(end, start + 1 + LONGEST_SECTION));
      open = "";
      return Optional.empty();
    }

    private Optional<Broken> key(String line, int start, int number) {
      var end = end(line, start, "=:");
      if (end == line.length() || "=:".indexOf(line.charAt(end)) < 0) {
        return broken(
            number,
            "the line has no = in it",
            "write KEY=VALUE, # before a remark, or indent what belongs to the line before");
      }
      var key = stripped(line, start, end);
      var value = skip(line, end + 1);
      var stop = end(line, end + 1, "");
      add(
          key,
          value >= stop ? "" : stripped(line, value, stop),
          number,
          column(line, start),
          column(line, Math.min(value, line.length())),
          Kind.KEY);
      open = key;
      return Optional.empty();
    }

    private void add(String key, String value, int number, int column, int valueColumn, Kind kind) {
      lines.add(
          new Line(
              decoded(section), decoded(key), decoded(value), number, column, valueColumn, kind));
    }

    private static Optional<Broken> broken(int number, String why, String mend) {
      return Optional.of(new Broken(number, why, mend));
    }

    /** Where one of {@code marks} stands, or a remark behind a blank, or the line ends. */
    private static int end(String line, int from, String marks) {
      var wasBlank = false;
      for (var i = from; i < line.length(); i++) {
        var c = line.charAt(i);
        if (marks.indexOf(c) >= 0 || (wasBlank && c == ';')) {
          return i;
        }
        wasBlank = BLANKS.indexOf(c) >= 0;
      }
      return line.length();
    }

    private static int skip(String line, int from) {
      var i = from;
      while (i < line.length() && BLANKS.indexOf(line.charAt(i)) >= 0) {
        i++;
      }
      return i;
    }

    private static String stripped(String line, int from, int end) {
      var stop = end;
      while (stop > from && BLANKS.indexOf(line.charAt(stop - 1)) >= 0) {
        stop--;
      }
      return line.substring(from, stop);
    }

    private static int column(String line, int index) {
      return decoded(line.substring(0, index)).length() + 1;
    }

    private static String decoded(String bytes) {
      return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
  }
}
