package dev.qm.quadlet.recipe;

import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.text.Keys;
import java.util.List;
import java.util.Optional;

/** A key that no rule reads. */
public final class UnknownKey {
  private UnknownKey() {}

  /** Reports every line of an unknown key: whoever mends one wants to know of the others. */
  public static void report(
      UnitFindings findings, List<Entry> lines, String section, List<String> known) {
    var key = lines.getFirst().key();
    var mend = mend(key, known);
    for (var entry : lines) {
      findings.atKey(
          Problem.Severity.ERROR,
          "unknown-key",
          entry,
          "unknown key '" + key + "' in [" + section + "]",
          "Podman refuses the whole unit for it",
          mend);
    }
  }

  /** Reports every line of a key that came with a later Podman. */
  public static void reportNewer(UnitFindings findings, List<Entry> lines, Rule.Since rule) {
    for (var entry : lines) {
      findings.atKey(
          Problem.Severity.ERROR,
          "unknown-key",
          entry,
          entry.key() + "= came with Podman " + rule.version(),
          "Podman refuses the whole unit for it",
          "take it out; PodmanArgs= passes on what Quadlet has no key for");
    }
  }

  private static String mend(String key, List<String> known) {
    for (var other : List.of(Keys.SERVICE, Keys.UNIT, Keys.INSTALL)) {
      if (SystemdKeys.of(other).contains(key)) {
        return "move it to [" + other + "]";
      }
    }
    var nearest = nearest(key, known);
    if (nearest.isPresent()) {
      return "did you mean '" + nearest.get() + "'?";
    }
    return "take it out; PodmanArgs= passes on what Quadlet has no key for";
  }

  /** The name that is nearest to a misspelt one; empty if none is near. */
  public static Optional<String> nearest(String written, List<String> names) {
    Optional<String> nearest = Optional.empty();
    // a third of the letters may be wrong, but no more
    var limit = Math.min(4, 1 + written.length() / 3);
    for (var name : names) {
      var distance = distance(written, name, limit);
      if (distance < limit || (distance == limit && nearest.isEmpty())) {
        limit = distance;
        nearest = Optional.of(name);
      }
    }
    return nearest;
  }

  /**
   * How many letters must be put in, taken out, changed or swapped to get from one text to the
   * other; more than {@code limit} if it is more than that. A change of case counts for nothing but
   * breaks ties.
   */
  public static int distance(String from, String to, int limit) {
    if (Math.abs(from.length() - to.length()) > limit) {
      return limit + 1;
    }
    var twoAgo = new int[to.length() + 1];
    var oneAgo = new int[to.length() + 1];
    var row = new int[to.length() + 1];
    for (var j = 0; j <= to.length(); j++) {
      oneAgo[j] = j;
    }
    for (var i = 1; i <= from.length(); i++) {
      row[0] = i;
      for (var j = 1; j <= to.length(); j++) {
        var same = lower(from.charAt(i - 1)) == lower(to.charAt(j - 1));
        row[j] = Math.min(Math.min(row[j - 1], oneAgo[j]) + 1, oneAgo[j - 1] + (same ? 0 : 1));
        if (i > 1
            && j > 1
            && lower(from.charAt(i - 1)) == lower(to.charAt(j - 2))
            && lower(from.charAt(i - 2)) == lower(to.charAt(j - 1))) {
          row[j] = Math.min(row[j], twoAgo[j - 2] + 1);
        }
      }
      var spare = twoAgo;
      twoAgo = oneAgo;
      oneAgo = row;
      row = spare;
    }
    return oneAgo[to.length()];
  }

  private static char lower(char c) {
    return Character.toLowerCase(c);
  }
}
