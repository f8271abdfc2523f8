package dev.qm.host;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Goes through a JSON text (RFC 8259) value by value and knows at each the place in the text, so
 * that a change can be written into it and all else stays as it is.
 *
 * <p>Our own because of what it costs: of the time that the device hook takes beyond the start of
 * Java, the JSON library needed nearly all, before it had read the first character; its numbers
 * alone are a hundredth of a second. A test compares the two on any text.
 *
 * <p>Stricter than a reader has to be: a member may not stand twice in an object, whatever escapes
 * its name is written with.
 */
public final class JsonText {
  /** Levels, where nobody says another number. */
  public static final int DEEPEST = 100;

  /** What a value is. */
  public enum Kind {
    OBJECT,
    ARRAY,
    TEXT,
    NUMBER,
    TRUE,
    FALSE,
    NULL
  }

  /** An object or array that was entered and not left. */
  private static final class Level {
    private final char end;
    private final Set<String> names = new HashSet<>();
    private boolean isEmpty = true;

    Level(char end) {
      this.end = end;
    }
  }

  private final String text;
  private final int deepest;
  private final List<Level> open = new ArrayList<>();
  private int at;
  private String name = "";

  /** Begins before the document's value. */
  public JsonText(String text) {
    this(text, DEEPEST);
  }

  /**
   * As {@link #JsonText(String)}.
   *
   * @param deepest how many levels are entered, that of the document the first
   */
  public JsonText(String text, int deepest) {
    this.text = text;
    this.deepest = deepest;
    skipBlanks();
  }

  /** The place of the value that comes next, or behind what was left or read last. */
  public int at() {
    return at;
  }

  /** What the value that comes next is, judged by its first character. */
  public Kind kind() throws MalformedJson {
    return switch (current()) {
      case '{' -> Kind.OBJECT;
      case '[' -> Kind.ARRAY;
      case '"' -> Kind.TEXT;
      case 't' -> Kind.TRUE;
      case 'f' -> Kind.FALSE;
      case 'n' -> Kind.NULL;
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> Kind.NUMBER;
      default -> throw malformed(at == text.length() ? "the text ends" : "there is no value");
    };
  }

  /** Enters the object or array that comes next. */
  public void enter() throws MalformedJson {
    if (open.size() == deepest) {
      throw malformed("more than " + deepest + " levels");
    }
    open.add(new Level(kind() == Kind.OBJECT ? '}' : ']'));
    at++;
  }

  /**
   * Goes to the next member or element of what was entered last; leaves it when there is none.
   *
   * @return whether there is one; its value comes next
   */
  public boolean next() throws MalformedJson {
    var level = open.getLast();
    skipBlanks();
    if (current() == level.end) {
      at++;
      open.removeLast();
      return false;
    }
    if (!level.isEmpty) {
      take(',');
      skipBlanks();
    }
    level.isEmpty = false;
    if (level.end == '}') {
      var begin = at;
      name = text();
      if (!level.names.add(name)) {
        at = begin;
        throw malformed("the member '" + name + "' stands twice");
      }
      skipBlanks();
      take(':');
      skipBlanks();
    }
    return true;
  }

  /** The name of the member whose value comes next. */
  public String name() {
    return name;
  }

  /** Reads the text that comes next. */
  public String text() throws MalformedJson {
    take('"');
    var begin = at;
    while (current() != '"' && current() != '\\') {
      requirePrintable();
    }
    if (current() == '"') {
      return text.substring(begin, at++);
    }
    var decoded = new StringBuilder(text.substring(begin, at));
    while (current() != '"') {
      if (current() == '\\') {
        decoded.append(escaped());
      } else {
        decoded.append(current());
        requirePrintable();
      }
    }
    at++;
    return decoded.toString();
  }

  /** Reads the text, number, true, false or null that comes next; all but a text as written. */
  public String scalar() throws MalformedJson {
    var kind = kind();
    if (kind == Kind.TEXT) {
      return text();
    }
    var begin = at;
    skip();
    return text.substring(begin, at);
  }

  /** Goes over the value that comes next. */
  public void skip() throws MalformedJson {
    switch (kind()) {
      case OBJECT, ARRAY -> {
        enter();
        while (next()) {
          skip();
        }
      }
      case TEXT -> text();
      case NUMBER -> number();
      case TRUE -> word("true");
      case FALSE -> word("false");
      case NULL -> word("null");
    }
  }

  /** Makes sure that nothing but blanks follows the document's value. */
  public void finish() throws MalformedJson {
    skipBlanks();
    if (at < text.length()) {
      throw malformed("something follows the document");
    }
  }

  /** A complaint about the current place. */
  public MalformedJson malformed(String what) {
    var line = 1;
    var begin = 0;
    for (var i = 0; i < at && i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        line++;
        begin = i + 1;
      }
    }
    return new MalformedJson(what, line, at - begin + 1);
  }

  /** The character at the current place; at the end one that stands nowhere in JSON. */
  private char current() {
    return at < text.length() ? text.charAt(at) : '\0';
  }

  private void skipBlanks() {
    var end = text.length();
    var place = at;
    while (place < end && isBlank(text.charAt(place))) {
      place++;
    }
    at = place;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
  }

  private void take(char wanted) throws MalformedJson {
    if (current() != wanted) {
      throw malformed(at == text.length() ? "the text ends" : "there is no '" + wanted + "'");
    }
    at++;
  }

  private void requirePrintable() throws MalformedJson {
    if (current() < ' ') {
      throw malformed(at == text.length() ? "the text ends" : "a control character in a text");
    }
    at++;
  }

  private char escaped() throws MalformedJson {
    at++;
    var letter = current();
    var meant =
        switch (letter) {
          case '"', '\\', '/' -> letter;
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'u' -> hexadecimal();
          default -> throw malformed("an escape that there is not");
        };
    at++;
    return meant;
  }

  /** Four digits; the current place is then the last of them. */
  private char hexadecimal() throws MalformedJson {
    var value = 0;
    for (var i = 0; i < 4; i++) {
      at++;
      var c = current();
      // Character.digit knows digits of other scripts too
      var digit = c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw malformed("an escape that there is not");
      }
      value = value * 16 + digit;
    }
    return (char) value;
  }

  private void number() throws MalformedJson {
    if (current() == '-') {
      at++;
    }
    if (current() == '0') {
      at++;
    } else {
      digits();
    }
    if (current() == '.') {
      at++;
      digits();
    }
    if (current() == 'e' || current() == 'E') {
      at++;
      if (current() == '+' || current() == '-') {
        at++;
      }
      digits();
    }
    requireEndOfWord();
  }

  private void digits() throws MalformedJson {
    if (!isDigit(current())) {
      throw malformed("a digit is missing");
    }
    while (isDigit(current())) {
      at++;
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private void word(String word) throws MalformedJson {
    if (!text.startsWith(word, at)) {
      throw malformed("there is no value");
    }
    at += word.length();
    requireEndOfWord();
  }

  private void requireEndOfWord() throws MalformedJson {
    switch (current()) {
      case ' ', '\n', '\r', '\t', ',', ']', '}' -> {}
      default -> {
        if (at < text.length()) {
          throw malformed("there is no value");
        }
      }
    }
  }
}
