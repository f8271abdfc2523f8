package dev.qm.quadlet.text;

/** What counts as white space, by the reader that is asked. */
public final class Spaces {
  private Spaces() {}

  /** The white space of systemd: {@code " \t\n\r"}. */
  public static boolean isSystemd(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  /** The white space among the ASCII characters. */
  public static boolean isAscii(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  /** The white space of Podman: Unicode's White_Space property, which the Go language trims. */
  public static boolean isUnicode(char c) {
    return isAscii(c)
        || c == 0x85
        || c == 0xA0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200A)
        || c == 0x2028
        || c == 0x2029
        || c == 0x202F
        || c == 0x205F
        || c == 0x3000;
  }

  /** The text without Unicode white space at its end. */
  public static String trimEnd(String text) {
    var end = text.length();
    while (end > 0 && isUnicode(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }

  /** The text without Unicode white space around it. */
  public static String trim(String text) {
    var start = 0;
    while (start < text.length() && isUnicode(text.charAt(start))) {
      start++;
    }
    return trimEnd(text.substring(start));
  }
}
