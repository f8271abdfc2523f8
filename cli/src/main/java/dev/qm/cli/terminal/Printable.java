package dev.qm.cli.terminal;

/**
 * Makes text from the QM side harmless to look at. A process inside the partition chooses its own
 * name, file names and log lines; printed raw, they could move the cursor, hide lines, set the
 * window title or make the terminal answer as if the user had typed (ECMA-48 control functions;
 * Unicode Technical Report 36 for the order of writing).
 */
public final class Printable {
  /** Enough for any name or message; a longer one is cut. */
  public static final int LONGEST = 4096;

  private static final String ELLIPSIS = "...";
  private static final char[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  private Printable() {}

  /** One harmless line of at most {@link #LONGEST} characters. */
  public static String line(String text) {
    return line(text, LONGEST);
  }

  /**
   * One harmless line. What a terminal would act on or not show is written as {@code \x1b} or
   * {@code \u202e}; a backslash stays as it is, since unit names are full of them.
   *
   * @param longest how many characters the line may have at most, at least 3
   */
  public static String line(String text, int longest) {
    return clean(text, longest, false);
  }

  /** The same, but line ends and tabs stay: for text of several lines. */
  public static String lines(String text, int longest) {
    return clean(text, longest, true);
  }

  /**
   * How many columns of a terminal a harmless line takes: wide (East Asian, emoji) characters take
   * two, combining marks none.
   */
  public static int columns(String line) {
    var columns = 0;
    for (var i = 0; i < line.length(); ) {
      var c = line.codePointAt(i);
      i += Character.charCount(c);
      columns += c < 0x300 ? 1 : columns(c);
    }
    return columns;
  }

  /** The beginning of a harmless line that fits into so many columns. */
  public static String cut(String line, int columns) {
    if (columns(line) <= columns) {
      return line;
    }
    var room = Math.max(0, columns - ELLIPSIS.length());
    var end = 0;
    var used = 0;
    while (end < line.length()) {
      var c = line.codePointAt(end);
      var width = c < 0x300 ? 1 : columns(c);
      if (used + width > room) {
        break;
      }
      used += width;
      end += Character.charCount(c);
    }
    return line.substring(0, end) + ELLIPSIS.substring(0, Math.min(columns, ELLIPSIS.length()));
  }

  private static int columns(int c) {
    var type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    var wide =
        (c >= 0x1100 && c <= 0x115f)
            || (c >= 0x2e80 && c <= 0xa4cf)
            || (c >= 0xac00 && c <= 0xd7a3)
            || (c >= 0xf900 && c <= 0xfaff)
            || (c >= 0xfe30 && c <= 0xfe6f)
            || (c >= 0xff00 && c <= 0xff60)
            || (c >= 0xffe0 && c <= 0xffe6)
            || (c >= 0x1f300 && c <= 0x1faff)
            || (c >= 0x20000 && c <= 0x3fffd);
    return wide ? 2 : 1;
  }

  private static String clean(String text, int longest, boolean keepsLines) {
    if (text.length() <= longest && isHarmless(text)) {
      return text;
    }
    var clean = new StringBuilder(Math.min(text.length() + 16, longest));
    var fits = 0; // the end of the last whole character after which an ellipsis still fits
    for (var i = 0; i < text.length(); ) {
      var c = text.codePointAt(i);
      i += Character.charCount(c);
      if (isHarmless(c) || (keepsLines && (c == '\n' || c == '\t'))) {
        clean.appendCodePoint(c);
      } else {
        escape(clean, c);
      }
      if (clean.length() > longest) {
        clean.setLength(fits);
        return clean.append(ELLIPSIS).toString();
      }
      if (clean.length() + ELLIPSIS.length() <= longest) {
        fits = clean.length();
      }
    }
    return clean.toString();
  }

  private static boolean isHarmless(String text) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c < 0x20 || c > 0x7e) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHarmless(int c) {
    if (c >= 0x20 && c <= 0x7e) {
      return true;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  private static void escape(StringBuilder to, int c) {
    if (c <= 0xff) {
      to.append("\\x");
      hex(to, c, 2);
    } else if (c <= 0xffff) {
      to.append("\\u");
      hex(to, c, 4);
    } else {
      to.append("\\U");
      hex(to, c, 8);
    }
  }

  private static void hex(StringBuilder to, int value, int digits) {
    for (var shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
      to.append(HEX[(value >> shift) & 0xf]);
    }
  }
}
