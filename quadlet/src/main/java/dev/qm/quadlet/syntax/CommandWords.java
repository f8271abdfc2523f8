package dev.qm.quadlet.syntax;

import dev.qm.quadlet.text.WordSplitter;
import java.util.List;

/**
 * The words of a value: quoting, unquoting and C escapes.
 *
 * <p>Source: {@code systemd.service(5)}, "Command lines"; {@code systemd.syntax(7)}, "Quoting".
 */
public final class CommandWords {
  private CommandWords() {}

  /**
   * The words of a command line as systemd hands them to a program. Double and single quotes hold a
   * word together and go; {@code \n}, {@code \s}, {@code \x41}, {@code \101}, {@code \U00000041}
   * and their like become what they stand for. What systemd would only warn of is forgiven: an
   * unknown escape stays as it is written, a missing closing quote ends with the value.
   *
   * @param value the value of a key
   * @return the words
   */
  public static List<String> split(String value) {
    var splitter = new WordSplitter(value, WordSplitter.Mode.SYSTEMD);
    splitter.run();
    return List.copyOf(splitter.words());
  }

  /**
   * {@return the command line that {@link #split} takes apart into {@code words} again, in the form
   * that Podman writes: a word with white space, quotes, control characters or backslashes in it,
   * or nothing at all, stands in double quotes}
   *
   * @param words the words of a command
   */
  public static String quote(List<String> words) {
    var line = new StringBuilder();
    for (var i = 0; i < words.size(); i++) {
      if (i > 0) {
        line.append(' ');
      }
      var word = words.get(i);
      if (word.isEmpty()) {
        line.append("\"\"");
      } else {
        appendQuoted(line, word);
      }
    }
    return line.toString();
  }

  /**
   * {@return one word as it stands in a command line that Podman writes; an empty word is nothing}
   *
   * @param word a word
   */
  public static String quoteWord(String word) {
    var line = new StringBuilder(word.length() + 2);
    appendQuoted(line, word);
    return line.toString();
  }

  /**
   * {@return a command line as Podman writes it: as {@link #quote}, but an empty word is nothing}
   *
   * @param words the words of a command
   */
  public static String commandLine(List<String> words) {
    var line = new StringBuilder(words.size() * 12);
    for (var i = 0; i < words.size(); i++) {
      if (i > 0) {
        line.append(' ');
      }
      appendQuoted(line, words.get(i));
    }
    return line.toString();
  }

  private static void appendQuoted(StringBuilder line, String word) {
    if (!needsQuotes(word)) {
      line.append(word);
      return;
    }
    line.append('"');
    for (var i = 0; i < word.length(); i++) {
      appendEscaped(line, word.charAt(i));
    }
    line.append('"');
  }

  private static boolean needsQuotes(String word) {
    for (var i = 0; i < word.length(); i++) {
      if (isSpecial(word.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  /** ASCII white space and controls, quotes and the backslash. */
  private static boolean isSpecial(char c) {
    return c <= ' ' || c == 0x7F || c == '"' || c == '\'' || c == '\\';
  }

  private static void appendEscaped(StringBuilder line, char c) {
    switch (c) {
      case 0x07 -> line.append("\\a");
      case '\b' -> line.append("\\b");
      case '\n' -> line.append("\\n");
      case '\r' -> line.append("\\r");
      case '\t' -> line.append("\\t");
      case 0x0B -> line.append("\\v");
      case '\f' -> line.append("\\f");
      case '\\' -> line.append("\\\\");
      case '"' -> line.append("\\\"");
      case '\'' -> line.append('\'');
      default -> {
        if (isSpecial(c)) {
          line.append("\\x").append(hex(c >> 4)).append(hex(c & 0xF));
        } else {
          line.append(c);
        }
      }
    }
  }

  private static char hex(int digit) {
    return (char) (digit < 10 ? '0' + digit : 'a' + digit - 10);
  }
}
