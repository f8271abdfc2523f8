package dev.qm.partition.ipc.declared;

import java.util.Optional;

/**
 * The SELinux level of a channel inside QM: two categories that nothing else has.
 *
 * @param first the lower category, from 0
 * @param second the higher one, up to 1023
 */
public record McsLevel(int first, int second) {
  /** How many categories the policies of the distributions have. */
  static final int CATEGORIES = 1024;

  /** How many levels there are. */
  static final int COUNT = CATEGORIES * (CATEGORIES - 1) / 2;

  public McsLevel {
    if (first < 0 || first >= second || second >= CATEGORIES) {
      throw new IllegalArgumentException("no two categories: " + first + ", " + second);
    }
  }

  /** The level of number {@code index}, 0 to {@link #COUNT} - 1. */
  static McsLevel at(int index) {
    var rest = index;
    var first = 0;
    while (rest >= CATEGORIES - 1 - first) {
      rest -= CATEGORIES - 1 - first;
      first++;
    }
    return new McsLevel(first, first + 1 + rest);
  }

  /** Reads what {@link #toString} writes. */
  static Optional<McsLevel> parse(String text) {
    var categories = Categories.of(text);
    if (categories.isEmpty() || categories.get().list().size() != 2) {
      return Optional.empty();
    }
    var list = categories.get().list();
    return Optional.of(new McsLevel(list.getFirst(), list.getLast()));
  }

  /** As a unit says it: {@code s0:c1,c2}. */
  @Override
  public String toString() {
    return "s0:c" + first + ",c" + second;
  }
}
