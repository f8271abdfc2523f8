package dev.qm.quadlet.text;

import java.util.Comparator;

/** Text as a row of code points. */
public final class CodePoints {
  /** The order of text by code points, which is that of its UTF-8 bytes. */
  public static final Comparator<String> ORDER = new ByCodePoint();

  private CodePoints() {}

  /** The text in small letters, each letter by itself: what a whole text would need is not done. */
  public static String lower(String text) {
    var lower = new StringBuilder(text.length());
    for (var i = 0; i < text.length(); ) {
      var c = text.codePointAt(i);
      lower.appendCodePoint(Character.toLowerCase(c));
      i += Character.charCount(c);
    }
    return lower.toString();
  }

  /** Java compares by UTF-16 units, which puts surrogates before the end of the first plane. */
  private static final class ByCodePoint implements Comparator<String> {
    @Override
    public int compare(String left, String right) {
      var shorter = Math.min(left.length(), right.length());
      for (var i = 0; i < shorter; i++) {
        var a = left.charAt(i);
        var b = right.charAt(i);
        if (a != b) {
          if (Character.isSurrogate(a) != Character.isSurrogate(b)) {
            return Character.isSurrogate(a) ? 1 : -1;
          }
          return Character.compare(a, b);
        }
      }
      return Integer.compare(left.length(), right.length());
    }
  }
}
