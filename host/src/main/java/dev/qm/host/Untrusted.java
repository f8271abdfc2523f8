package dev.qm.host;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes that someone outside this program chose: the name of a process in the partition, a line
 * that a nested container printed. They can be compared and measured, and shown only in a form that
 * no terminal acts on.
 */
public final class Untrusted {
  private final byte[] bytes;

  private Untrusted(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The bytes as they came. */
  public static Untrusted of(byte[] bytes) {
    return new Untrusted(bytes.clone());
  }

  /** The UTF-8 bytes of {@code text}. */
  public static Untrusted of(String text) {
    return new Untrusted(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * {@code text} with everything that a terminal could act on made visible: control characters
   * become {@code \xHH}, and the characters that reorder or hide text become {@code \\uHHHH}. Line
   * breaks and tabs stay.
   */
  public static String printable(String text) {
    var first = firstUnprintable(text);
    if (first == text.length()) {
      return text;
    }
    var shown = new StringBuilder(text.length() + 16).append(text, 0, first);
    for (var i = first; i < text.length(); i++) {
      var c = text.charAt(i);
      if (isPrintable(c, i, text)) {
        shown.append(c);
      } else if (c < 0x100) {
        hex(shown.append("\\x"), c, 2);
      } else {
        hex(shown.append("\\u"), c, 4);
      }
    }
    return shown.toString();
  }

  /** The bytes as they came. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** How many bytes there are. */
  public int length() {
    return bytes.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Untrusted that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The text in printable form, on one line: what is not UTF-8 shows as U+FFFD. */
  @Override
  public String toString() {
    return printable(new String(bytes, StandardCharsets.UTF_8))
        .replace("\n", "\\x0a")
        .replace("\t", "\\x09");
  }

  private static int firstUnprintable(String text) {
    var i = 0;
    while (i < text.length() && isPrintable(text.charAt(i), i, text)) {
      i++;
    }
    return i;
  }

  private static boolean isPrintable(char c, int at, String text) {
    if (c < 0x80) {
      return (c >= 0x20 && c != 0x7f) || c == '\n' || c == '\t';
    }
    // C1 controls (0x9b is a one-byte escape sequence), then what reorders, joins or hides text
    return c >= 0xa0
        && !(c >= 0x200b && c <= 0x200f)
        && !(c >= 0x2028 && c <= 0x202e)
        && !(c >= 0x2060 && c <= 0x206f)
        && c != 0xfeff
        && !isLoneSurrogate(c, at, text);
  }

  private static boolean isLoneSurrogate(char c, int at, String text) {
    if (Character.isHighSurrogate(c)) {
      return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
    }
    return Character.isLowSurrogate(c)
        && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
  }

  private static void hex(StringBuilder to, int value, int digits) {
    for (var shift = 4 * (digits - 1); shift >= 0; shift -= 4) {
      to.append(Character.forDigit((value >> shift) & 0xf, 16));
    }
  }
}
