package dev.qm.host;

import java.util.ArrayList;
import java.util.List;

/** Splits text the way kernel files are written, without loading regular expressions. */
public final class KernelText {
  private KernelText() {}

  /** The words between blanks (space, tab, line break); no empty ones. */
  public static List<String> of(String text) {
    return split(text, false);
  }

  /** The words between blanks and commas; no empty ones. */
  public static List<String> ofList(String text) {
    return split(text, true);
  }

  /** The parts between each {@code separator}, empty ones too. */
  public static List<String> split(String text, char separator) {
    var parts = new ArrayList<String>();
    var start = 0;
    for (int at; (at = text.indexOf(separator, start)) >= 0; start = at + 1) {
      parts.add(text.substring(start, at));
    }
    parts.add(text.substring(start));
    return parts;
  }

  /** The lines without their ends; a missing last line end is the same as a present one. */
  public static List<String> lines(String text) {
    var lines = new ArrayList<String>();
    var start = 0;
    for (int at; (at = text.indexOf('\n', start)) >= 0; start = at + 1) {
      lines.add(text.substring(start, at));
    }
    if (start < text.length()) {
      lines.add(text.substring(start));
    }
    return lines;
  }

  private static List<String> split(String text, boolean commaToo) {
    var words = new ArrayList<String>();
    var start = -1;
    for (var i = 0; i <= text.length(); i++) {
      var blank = i == text.length() || isBlank(text.charAt(i), commaToo);
      if (blank && start >= 0) {
        words.add(text.substring(start, i));
        start = -1;
      } else if (!blank && start < 0) {
        start = i;
      }
    }
    return words;
  }

  private static boolean isBlank(char c, boolean commaToo) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || (commaToo && c == ',');
  }
}
