package dev.qm.partition.ipc.declared;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * A set of MCS categories, as in {@code s0:c1,c5.c9}.
 *
 * @param list each once, in order
 */
record Categories(List<Integer> list) {
  private static final String BEFORE = "s0:c";

  Categories {
    list = List.copyOf(list);
  }

  /** The categories of a level; of {@code s0-s0:c1,c2} those of the high end. */
  static Optional<Categories> of(String level) {
    var at = level.lastIndexOf(BEFORE);
    if (at < 0) {
      return Optional.empty();
    }
    // a hostile text may name all of them again and again
    var found = new BitSet(McsLevel.CATEGORIES);
    var position = at + BEFORE.length() - 1;
    while (position < level.length() && level.charAt(position) == 'c') {
      var end = digits(level, position + 1);
      var from = category(level, position + 1, end);
      if (from < 0) {
        return Optional.empty();
      }
      var to = from;
      if (level.startsWith(".c", end)) {
        var last = digits(level, end + 2);
        to = category(level, end + 2, last);
        end = last;
      }
      if (to < from) {
        return Optional.empty();
      }
      found.set(from, to + 1);
      position = level.startsWith(",", end) ? end + 1 : level.length();
      if (end < level.length() && position == level.length()) {
        return Optional.empty();
      }
    }
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(new Categories(found.stream().boxed().toList()));
  }

  private static int digits(String text, int from) {
    var end = from;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end;
  }

  /** The number between the two places; -1 when it is no category. */
  private static int category(String text, int from, int end) {
    if (end == from || end - from > 4) {
      return -1;
    }
    var number = Integer.parseInt(text.substring(from, end));
    return number < McsLevel.CATEGORIES ? number : -1;
  }
}
