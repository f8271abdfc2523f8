package dev.qm.cli.parse;

import java.util.Optional;

/** Finds the word that was probably meant. */
public final class Nearest {
  /** Longer words than this are no slip of the finger, and comparing them would cost. */
  private static final int LONGEST = 64;

  private Nearest() {}

  /**
   * The candidate that {@code word} is the beginning of or a misspelling of.
   *
   * @return empty when none is close: a wild guess is worse than none
   */
  public static Optional<String> to(String word, Iterable<String> candidates) {
    if (word.isEmpty() || word.length() > LONGEST) {
      return Optional.empty();
    }
    var best = Optional.<String>empty();
    var bestDistance = Math.max(1, word.length() / 3) + 1;
    for (var candidate : candidates) {
      var distance =
          word.length() >= 2 && candidate.startsWith(word) ? 1 : distance(word, candidate);
      if (distance < bestDistance) {
        bestDistance = distance;
        best = Optional.of(candidate);
      }
    }
    return best;
  }

  /**
   * How many letters must be added, dropped, changed or swapped with their neighbour: the optimal
   * string alignment distance.
   */
  static int distance(String a, String b) {
    var beforeLast = new int[b.length() + 1];
    var last = new int[b.length() + 1];
    var row = new int[b.length() + 1];
    for (var j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (var i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (var j = 1; j <= b.length(); j++) {
        var change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        var least = Math.min(Math.min(last[j] + 1, row[j - 1] + 1), last[j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          least = Math.min(least, beforeLast[j - 2] + 1);
        }
        row[j] = least;
      }
      var free = beforeLast;
      beforeLast = last;
      last = row;
      row = free;
    }
    return last[b.length()];
  }
}
