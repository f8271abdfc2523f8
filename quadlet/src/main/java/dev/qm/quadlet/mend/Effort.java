package dev.qm.quadlet.mend;

/**
 * How often units are checked again for the sake of mends: often where they are few, and a few
 * times wherever they are, since a unit may hold a hundred thousand mistakes.
 */
final class Effort {
  private static final int UNITS_AND_PROBLEMS = 60_000;
  private static final int AT_LEAST = 4;

  private int left = UNITS_AND_PROBLEMS;
  private int free = AT_LEAST;

  /** Takes one more check of such units; false if there is no more to be had. */
  boolean take(Round.State state) {
    left -= 1 + state.reading().units().size() + state.problems().size();
    if (free > 0) {
      free--;
      return true;
    }
    return left > 0;
  }
}
