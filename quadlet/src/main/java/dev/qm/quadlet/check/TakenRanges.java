package dev.qm.quadlet.check;

import java.math.BigInteger;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Ranges of numbers that somebody has taken: ports of an address, addresses of a family. To ask and
 * to take cost the logarithm of how many there are, so that thousands of units do not have to be
 * compared each with each.
 *
 * @param <T> who takes
 */
final class TakenRanges<T> {
  /** By their first number; no two of them overlap. */
  private final NavigableMap<BigInteger, Piece<T>> pieces = new TreeMap<>();

  /** What is left of a range where a later one lies over it. */
  private record Piece<T>(BigInteger last, T owner) {
    boolean reaches(BigInteger number) {
      return last.compareTo(number) >= 0;
    }
  }

  /** One of those who have taken some number of the range. */
  Optional<T> owner(BigInteger first, BigInteger last) {
    var below = pieces.floorEntry(first);
    if (below != null && below.getValue().reaches(first)) {
      return Optional.of(below.getValue().owner());
    }
    var above = pieces.ceilingEntry(first);
    return above != null && above.getKey().compareTo(last) <= 0
        ? Optional.of(above.getValue().owner())
        : Optional.empty();
  }

  /**
   * Takes a range. At its ends the earlier owners stay; those who lie whole within it are forgotten
   * for it, so that no number of ranges costs more than one piece each.
   */
  void take(BigInteger first, BigInteger last, T owner) {
    var from = first;
    var to = last;
    var below = pieces.floorEntry(first);
    if (below != null && below.getValue().reaches(last)) {
      return;
    }
    if (below != null && below.getValue().reaches(first)) {
      from = below.getValue().last().add(BigInteger.ONE);
    }
    var above = pieces.floorEntry(last);
    if (above != null
        && above.getKey().compareTo(from) >= 0
        && !above.getValue().last().equals(last)
        && above.getValue().reaches(last)) {
      to = above.getKey().subtract(BigInteger.ONE);
    }
    if (from.compareTo(to) > 0) {
      return;
    }
    pieces.subMap(from, true, to, true).clear();
    pieces.put(from, new Piece<>(to, owner));
  }
}
