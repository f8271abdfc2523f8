package dev.qm.quadlet.recipe;

import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.UnitFile;

/**
 * Where in a file a part of a setting stands.
 *
 * @param line the physical line, counted from 1
 * @param column where in that line, counted in characters from 1
 * @param width how many characters it has
 */
record Position(int line, int column, int width) {
  /** Where a setting's key stands. */
  static Position ofKey(UnitFile unit, Entry entry) {
    return ofKey(entry, unit.rawOf(entry));
  }

  private static Position ofKey(Entry entry, String raw) {
    var at = raw.indexOf(entry.key());
    return new Position(
        entry.origin().line(), at < 0 ? 1 : at + 1, Math.max(1, entry.key().length()));
  }

  /** Where a part of a setting's value stands, or its key if the part is not written like that. */
  static Position ofPart(UnitFile unit, Entry entry, String part) {
    return new Search(unit, entry).next(part);
  }

  /**
   * Finds the parts of one value one after the other: whoever asks for them in the order in which
   * they are written reads the value once, however long it is.
   */
  static final class Search {
    /** So often a part may be looked for in vain: each time costs a walk over the value. */
    private static final int MOST_MISSES = 16;

    /** So many places within words are passed over in search of one that is a word. */
    private static final int MOST_TRIES = 64;

    private final Entry entry;
    private final String raw;
    private final int valueStart;
    private int misses;
    private int from;
    private int lineStart;
    private int line;

    Search(UnitFile unit, Entry entry) {
      this.entry = entry;
      this.raw = unit.rawOf(entry);
      this.valueStart = raw.indexOf('=') + 1;
      this.from = valueStart;
      this.line = entry.origin().line();
    }

    boolean isOf(Entry other) {
      return entry.equals(other);
    }

    /** Where the part stands next, or first if it is not to come any more. */
    Position next(String part) {
      var head = part.substring(0, Math.min(part.length(), UnitFindings.LOOKED_FOR));
      var at = head.isEmpty() || misses > MOST_MISSES ? -1 : indexOf(head, from);
      if (at < 0) {
        misses++;
        at = head.isEmpty() || misses > MOST_MISSES ? -1 : indexOf(head, valueStart);
      }
      if (at < 0) {
        return ofKey(entry, raw);
      }
      if (at < from) {
        lineStart = 0;
        line = entry.origin().line();
      }
      for (var end = raw.indexOf('\n', lineStart);
          end >= 0 && end < at;
          end = raw.indexOf('\n', lineStart)) {
        lineStart = end + 1;
        line++;
      }
      var width = common(part, at);
      from = at + width;
      return new Position(line, at - lineStart + 1, width);
    }

    /** How much of the part stands there: it may go on behind the end of the line. */
    private int common(String part, int at) {
      var length = 0;
      while (length < part.length()
          && at + length < raw.length()
          && raw.charAt(at + length) == part.charAt(length)) {
        length++;
      }
      return length;
    }

    /** The next place where the part is a word, else where it is part of one. */
    private int indexOf(String part, int start) {
      var first = raw.indexOf(part, start);
      var at = first;
      for (var tries = 0; at >= 0 && tries < MOST_TRIES; tries++, at = raw.indexOf(part, at + 1)) {
        if (!isInWord(at - 1) && !isInWord(at + part.length())) {
          return at;
        }
      }
      return first;
    }

    private boolean isInWord(int at) {
      return at >= 0
          && at < raw.length()
          && (Character.isLetterOrDigit(raw.charAt(at)) || "-_.@/".indexOf(raw.charAt(at)) >= 0);
    }
  }
}
