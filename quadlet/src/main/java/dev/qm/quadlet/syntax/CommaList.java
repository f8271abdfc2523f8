package dev.qm.quadlet.syntax;

import dev.qm.quadlet.text.Spaces;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Lists with commas between, as {@code podman run --mount} takes them: RFC 4180 with one record. A
 * field that holds a comma or a quote stands in double quotes, a quote in it is doubled.
 *
 * <p>Source: {@code podman-run(1)}, {@code --mount}.
 */
public final class CommaList {
  private CommaList() {}

  /**
   * {@return the fields of a list; empty if it is none}
   *
   * @param text the list
   */
  public static Optional<List<String>> parse(String text) {
    var line = text;
    if (line.endsWith("\n")) {
      line = line.substring(0, line.length() - 1);
      if (line.endsWith("\r")) {
        line = line.substring(0, line.length() - 1);
      }
    }
    if (line.isEmpty()) {
      return Optional.empty();
    }
    List<String> fields = new ArrayList<>();
    var position = 0;
    while (true) {
      var field = new StringBuilder();
      if (position < line.length() && line.charAt(position) == '"') {
        position = quoted(line, position + 1, field);
        if (position < 0) {
          return Optional.empty();
        }
      } else {
        var end = line.indexOf(',', position);
        end = end < 0 ? line.length() : end;
        field.append(line, position, end);
        if (field.indexOf("\"") >= 0 || field.indexOf("\n") >= 0) {
          return Optional.empty();
        }
        position = end;
      }
      fields.add(field.toString());
      if (position == line.length()) {
        return Optional.of(fields);
      }
      if (line.charAt(position) != ',') {
        return Optional.empty();
      }
      position++;
    }
  }

  /** Reads up to the closing quote; where the field ends, or -1 without one. */
  private static int quoted(String line, int start, StringBuilder field) {
    var position = start;
    while (position < line.length()) {
      var c = line.charAt(position);
      position++;
      if (c != '"') {
        field.append(c);
      } else if (position < line.length() && line.charAt(position) == '"') {
        field.append('"');
        position++;
      } else {
        return position;
      }
    }
    return -1;
  }

  /**
   * {@return the list of these fields}
   *
   * @param fields in their order
   */
  public static String format(List<String> fields) {
    var list = new StringBuilder();
    for (var i = 0; i < fields.size(); i++) {
      if (i > 0) {
        list.append(',');
      }
      var field = fields.get(i);
      if (needsQuotes(field)) {
        list.append('"').append(field.replace("\"", "\"\"")).append('"');
      } else {
        list.append(field);
      }
    }
    return list.toString();
  }

  private static boolean needsQuotes(String field) {
    if (field.isEmpty()) {
      return false;
    }
    if (field.equals("\\.") || Spaces.isUnicode(field.charAt(0))) {
      return true;
    }
    for (var i = 0; i < field.length(); i++) {
      var c = field.charAt(i);
      if (c == ',' || c == '"' || c == '\r' || c == '\n') {
        return true;
      }
    }
    return false;
  }
}
