package dev.qm.quadlet.format;

import dev.qm.quadlet.syntax.Line;
import dev.qm.quadlet.text.Spaces;
import java.util.ArrayList;
import java.util.List;

/**
 * Lines in their canonical form, each without its line end; a setting with its continuation lines
 * is one row. Only white space is touched, and only where Podman and systemd pass over it.
 */
final class Rows {
  /** Before a continuation line: in it a key's length does not move the lines below it. */
  private static final String INDENT = "    ";

  private Rows() {}

  /** The rows of lines: never two empty ones in turn, and none at the rim. */
  static List<String> of(List<Line> lines) {
    List<String> rows = new ArrayList<>();
    var gap = false;
    for (var line : lines) {
      if (line instanceof Line.Remark remark && remark.isEmpty()) {
        gap = !rows.isEmpty();
        continue;
      }
      if (gap) {
        rows.add("");
        gap = false;
      }
      rows.add(line instanceof Line.Setting ? setting(line.raw()) : remark(line.raw()));
    }
    return rows;
  }

  static boolean isComment(String row) {
    return row.startsWith("#") || row.startsWith(";");
  }

  /** A physical line without blanks around it and without its line end. */
  static String bare(String line) {
    var start = 0;
    while (start < line.length() && Spaces.isSystemd(line.charAt(start))) {
      start++;
    }
    var end = line.length();
    while (end > start && Spaces.isSystemd(line.charAt(end - 1))) {
      end--;
    }
    return line.substring(start, end);
  }

  private static String remark(String raw) {
    var bare = bare(raw);
    return isPlain(bare) ? bare : withoutLineEnd(raw);
  }

  /** False if there is white space around a line that is text to systemd. */
  private static boolean isPlain(String bare) {
    return bare.isEmpty()
        || !(Spaces.isUnicode(bare.charAt(0)) || Spaces.isUnicode(bare.charAt(bare.length() - 1)));
  }

  private static String setting(String raw) {
    List<String> lines = new ArrayList<>();
    var plain = true;
    for (var line : withoutLineEnd(raw).split("\n", -1)) {
      lines.add(withoutLineEnd(line));
      plain &= isPlain(bare(line));
    }
    var equals = lines.getFirst().indexOf('=');
    if (!plain || equals < 0) {
      return String.join("\n", lines);
    }
    var row = new StringBuilder(assignment(lines.getFirst(), equals));
    var common = commonIndent(lines);
    for (var line : lines.subList(1, lines.size())) {
      row.append('\n').append(continuation(line, common));
    }
    return row.toString();
  }

  private static String withoutLineEnd(String line) {
    var end = line.length();
    if (line.endsWith("\n")) {
      end--;
    }
    if (end > 0 && line.charAt(end - 1) == '\r') {
      end--;
    }
    return line.substring(0, end);
  }

  private static String assignment(String line, int equals) {
    var end = equals;
    while (end > 0 && Spaces.isAscii(line.charAt(end - 1))) {
      end--;
    }
    var start = equals + 1;
    while (start < line.length() && Spaces.isAscii(line.charAt(start))) {
      start++;
    }
    return bare(line.substring(0, end)) + "=" + trimEnd(line.substring(start));
  }

  /**
   * A line without blanks at its end. After a backslash they stay: they decide whether the value
   * goes on for systemd.
   */
  private static String trimEnd(String line) {
    var end = line.length();
    while (end > 0 && Spaces.isSystemd(line.charAt(end - 1))) {
      end--;
    }
    return end > 0 && line.charAt(end - 1) == '\\' ? line : line.substring(0, end);
  }

  private static String continuation(String line, String common) {
    var text = trimEnd(line);
    if (text.isEmpty()) {
      return "";
    }
    return INDENT + (text.startsWith(common) ? text.substring(common.length()) : bareStart(text));
  }

  private static String bareStart(String text) {
    return text.substring(indent(text).length());
  }

  private static String indent(String line) {
    var end = 0;
    while (end < line.length() && Spaces.isSystemd(line.charAt(end))) {
      end++;
    }
    return line.substring(0, end);
  }

  /**
   * What all continuation lines begin with: what a line has beyond it is its author's, as in a
   * script. Comments between them do not count.
   */
  private static String commonIndent(List<String> lines) {
    var common = "";
    var any = false;
    for (var line : lines.subList(1, lines.size())) {
      var bare = bare(line);
      if (bare.isEmpty() || isComment(bare)) {
        continue;
      }
      var indent = indent(line);
      if (!any) {
        common = indent;
        any = true;
      }
      while (!indent.startsWith(common)) {
        common = common.substring(0, common.length() - 1);
      }
    }
    return common;
  }
}
