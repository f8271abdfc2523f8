package dev.qm.quadlet.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Takes one value apart into words, in one pass. */
public final class WordSplitter {
  /** By whose rules. */
  public enum Mode {
    /** systemd's command lines, with what it warns of forgiven. */
    SYSTEMD,
    /**
     * Podman's lists of arguments, such as Exec= and PodmanArgs=. An unknown escape spoils the
     * whole value. An empty word in quotes ends the list: Podman takes it for the end of the value.
     */
    ARGUMENTS,
    /**
     * Podman's plain lists, such as AddDevice= and Sysctl=. A backslash is a letter like any other;
     * a missing closing quote spoils the whole value; an empty word ends the list here too.
     */
    LIST
  }

  /** Why a value yields no words. */
  public enum Fault {
    NONE,
    UNKNOWN_ESCAPE,
    OPEN_QUOTE
  }

  private static final char NOTHING = '\0';

  private final String value;
  private final Mode mode;
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(8);

  private int position;
  private Fault fault = Fault.NONE;
  private int faultAt;
  private boolean cutShort;

  public WordSplitter(String value, Mode mode) {
    this.value = value;
    this.mode = mode;
  }

  /** The words found; none if there is a fault. */
  public List<String> words() {
    return fault == Fault.NONE ? words : List.of();
  }

  public Fault fault() {
    return fault;
  }

  /** Where in the value the fault is, from 0. */
  public int faultAt() {
    return faultAt;
  }

  /** True when an empty word ended the list before the value was at its end. */
  public boolean cutShort() {
    return cutShort;
  }

  public WordSplitter run() {
    while (fault == Fault.NONE && skipSpace()) {
      var start = position;
      var quoted = takeWord();
      if (fault != Fault.NONE) {
        break;
      }
      flushBytes();
      if (word.isEmpty() && mode != Mode.SYSTEMD) {
        cutShort = quoted && hasMoreAfter(position);
        faultAt = start;
        break;
      }
      if (!word.isEmpty() || quoted) {
        words.add(word.toString());
      }
      word.setLength(0);
    }
    return this;
  }

  private boolean hasMoreAfter(int from) {
    for (var i = from; i < value.length(); i++) {
      if (!Spaces.isSystemd(value.charAt(i))) {
        return value.charAt(i) != NOTHING;
      }
    }
    return false;
  }

  /** Moves to the next word; false at the end. */
  private boolean skipSpace() {
    while (Spaces.isSystemd(peek())) {
      position++;
    }
    return peek() != NOTHING;
  }

  /** The next character; NUL at the end, which also ends a value that holds one. */
  private char peek() {
    return position < value.length() ? value.charAt(position) : NOTHING;
  }

  /** Reads up to white space outside of quotes; tells whether there were quotes. */
  private boolean takeWord() {
    var quote = NOTHING;
    var quoted = false;
    while (true) {
      var c = peek();
      if (c == NOTHING) {
        if (quote != NOTHING && mode == Mode.LIST) {
          fault(Fault.OPEN_QUOTE, position);
        }
        return quoted;
      }
      if (c == '\\' && mode != Mode.LIST) {
        if (!escape()) {
          return quoted;
        }
        continue;
      }
      if (quote == NOTHING) {
        if (Spaces.isSystemd(c)) {
          return quoted;
        }
        if (c == '"' || c == '\'') {
          quote = c;
          quoted = true;
          position++;
          continue;
        }
      } else if (c == quote) {
        quote = NOTHING;
        position++;
        continue;
      }
      append(c);
      position++;
    }
  }

  /** Reads a backslash and what it stands for; false when the value ends here. */
  private boolean escape() {
    var backslash = position;
    position++;
    var c = peek();
    if (c == NOTHING) {
      if (mode == Mode.SYSTEMD) {
        append('\\');
      }
      position = value.length();
      return false;
    }
    var simple = simpleEscape(c);
    if (simple != NOTHING) {
      append(simple);
      position++;
      return true;
    }
    var taken =
        switch (c) {
          case 'x' -> number(position + 1, 2, 16, true);
          case 'u' -> number(position + 1, 4, 16, false);
          case 'U' -> number(position + 1, 8, 16, false);
          case '0', '1', '2', '3', '4', '5', '6', '7' -> number(position, 3, 8, true);
          default -> -1;
        };
    if (taken >= 0) {
      position = taken;
      return true;
    }
    if (mode == Mode.ARGUMENTS) {
      fault(Fault.UNKNOWN_ESCAPE, backslash);
      return false;
    }
    append('\\');
    append(c);
    position++;
    return true;
  }

  private static char simpleEscape(char c) {
    return switch (c) {
      case 'a' -> 0x07;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'v' -> 0x0B;
      case 's' -> ' ';
      case '\\', '"', '\'' -> c;
      default -> NOTHING;
    };
  }

  /**
   * Appends the character that {@code digits} digits from {@code start} on stand for.
   *
   * @return where the number ends, or -1 if it is none that may stand here
   */
  private int number(int start, int digits, int radix, boolean isByte) {
    if (start + digits > value.length()) {
      return -1;
    }
    long number = 0;
    for (var i = start; i < start + digits; i++) {
      var c = value.charAt(i);
      var digit = c < 0x80 ? Character.digit(c, radix) : -1;
      if (digit < 0) {
        return -1;
      }
      number = number * radix + digit;
    }
    if (number == 0 || number > (isByte ? 0xFF : Character.MAX_CODE_POINT)) {
      return -1;
    }
    if (isByte && mode == Mode.SYSTEMD) {
      // systemd writes the byte itself: several of them can make up one UTF-8 character
      bytes.write((int) number);
    } else {
      flushBytes();
      var c = (int) number;
      word.appendCodePoint(c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c);
    }
    return start + digits;
  }

  private void append(char c) {
    flushBytes();
    word.append(c);
  }

  private void flushBytes() {
    if (bytes.size() > 0) {
      word.append(bytes.toString(StandardCharsets.UTF_8));
      bytes.reset();
    }
  }

  private void fault(Fault what, int at) {
    fault = what;
    faultAt = at;
  }
}
