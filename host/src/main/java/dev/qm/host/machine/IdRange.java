package dev.qm.host.machine;

/**
 * A run of user or group ids: {@code first}, {@code first + 1}, ...
 *
 * @param count how many; at least 1
 */
public record IdRange(long first, long count) {
  /** One more than the highest id that the kernel hands out: (uid_t) -1 means "none". */
  private static final long END_OF_IDS = 0xffff_ffffL;

  public IdRange {
    if (first < 0 || count < 1 || count > END_OF_IDS || first > END_OF_IDS - count) {
      throw new IllegalArgumentException(
          "not a range of ids: " + count + " from " + first + " on; ids end at " + END_OF_IDS);
    }
  }

  /** The first id after the range. */
  public long end() {
    return first + count;
  }

  /** True when an id is in both. */
  public boolean overlaps(IdRange other) {
    return first < other.end() && other.first < end();
  }

  /** {@code first-last}. */
  @Override
  public String toString() {
    return first + "-" + (end() - 1);
  }
}
