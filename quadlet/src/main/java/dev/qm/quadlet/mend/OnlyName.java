package dev.qm.quadlet.mend;

import dev.qm.quadlet.recipe.UnknownKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The one name that a misspelt one can stand for. To ask whether another was meant, half as near is
 * enough; to write it into somebody's file, there must be no other.
 */
final class OnlyName {
  /** In shorter names one letter is too much of the whole. */
  private static final int FEWEST_LETTERS = 4;

  private OnlyName() {}

  /**
   * The name that differs by the case of letters alone, or else by one letter that is put in, taken
   * out, changed or swapped, while no other name is within two.
   */
  static Optional<String> near(String written, List<String> names) {
    var same = within(0, written, names);
    if (!same.isEmpty()) {
      return same.size() == 1 ? Optional.of(same.getFirst()) : Optional.empty();
    }
    var near = within(2, written, names);
    return written.length() >= FEWEST_LETTERS
            && near.size() == 1
            && UnknownKey.distance(written, near.getFirst(), 1) <= 1
        ? Optional.of(near.getFirst())
        : Optional.empty();
  }

  private static List<String> within(int limit, String written, List<String> names) {
    List<String> within = new ArrayList<>();
    for (var name : names) {
      if (UnknownKey.distance(written, name, limit) <= limit) {
        within.add(name);
      }
    }
    return within;
  }
}
