package dev.qm.quadlet.recipe;

import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.UnitFile;
import dev.qm.quadlet.text.Spaces;
import dev.qm.quadlet.text.WordSplitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads the keys of one section the way Podman does.
 *
 * @param unit the unit
 * @param section the section's name
 */
public record Lookup(UnitFile unit, String section) {
  private static final long MAX_UINT32 = 0xFFFF_FFFFL;

  /**
   * A word of a value.
   *
   * @param text the word, unquoted
   * @param cause the setting that it stands in
   */
  public record Word(String text, Entry cause) {}

  /** Every line of a key, in order. */
  List<Entry> lines(String key) {
    return unit.entries(section, key);
  }

  /** The line that counts where a key takes one value; empty if the key is not set at all. */
  public Optional<Entry> last(String key) {
    return unit.last(section, key);
  }

  public boolean has(String key) {
    return !lines(key).isEmpty();
  }

  /** The value of a key that takes one: white space and a pair of double quotes around it gone. */
  public static String textOf(Entry entry) {
    var value = Spaces.trimEnd(entry.value());
    if (value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")) {
      return value.substring(1, value.length() - 1);
    }
    return value;
  }

  /** The value of a key that takes one, or nothing if it is not set. */
  public String text(String key) {
    var entry = last(key);
    return entry.isPresent() ? textOf(entry.get()) : "";
  }

  /** The values of a key that can be given many times. */
  public List<Entry> all(String key) {
    var lines = lines(key);
    return lines.isEmpty() ? lines : unit.values(section, key);
  }

  /** The words of a key that holds plain lists. */
  public List<Word> words(String key) {
    return split(key, WordSplitter.Mode.LIST);
  }

  /** The words of a key that holds arguments. */
  List<Word> arguments(String key) {
    return split(key, WordSplitter.Mode.ARGUMENTS);
  }

  private List<Word> split(String key, WordSplitter.Mode mode) {
    var entries = all(key);
    if (entries.isEmpty()) {
      return List.of();
    }
    List<Word> words = new ArrayList<>();
    for (var entry : entries) {
      for (var word : new WordSplitter(entry.value(), mode).run().words()) {
        words.add(new Word(word, entry));
      }
    }
    return words;
  }

  /** The words of the last line of a key that holds a command; empty if it cannot be read. */
  List<Word> command(String key) {
    var entry = last(key);
    if (entry.isEmpty()) {
      return List.of();
    }
    List<Word> words = new ArrayList<>();
    var mode = WordSplitter.Mode.ARGUMENTS;
    for (var word : new WordSplitter(entry.get().value(), mode).run().words()) {
      words.add(new Word(word, entry.get()));
    }
    return words;
  }

  /** True for 1, yes, true and on; anything else that is set is false. */
  static boolean isTrue(Entry entry) {
    var text = textOf(entry);
    return text.equals("1")
        || text.equalsIgnoreCase("yes")
        || text.equalsIgnoreCase("true")
        || text.equalsIgnoreCase("on");
  }

  public boolean isTrue(String key, boolean otherwise) {
    var entry = last(key);
    return entry.isPresent() ? isTrue(entry.get()) : otherwise;
  }

  /** A number from 0 to 2^32-1; 0 if the value is none. Hexadecimal and octal as in C. */
  long number(String key) {
    var text = text(key);
    if (text.startsWith("+")) {
      text = text.substring(1);
    }
    try {
      long number;
      if (text.startsWith("0x") || text.startsWith("0X")) {
        number = parse(text.substring(2), 16);
      } else if (text.startsWith("0")) {
        number = parse(text, 8);
      } else {
        number = parse(text, 10);
      }
      return number < 0 || number > MAX_UINT32 ? 0 : number;
    } catch (NumberFormatException notOne) {
      return 0;
    }
  }

  private static long parse(String digits, int radix) {
    for (var i = 0; i < digits.length(); i++) {
      var c = digits.charAt(i);
      if (c >= 0x80 && i > 0) {
        throw new NumberFormatException(digits);
      }
    }
    return Long.parseLong(digits, radix);
  }
}
