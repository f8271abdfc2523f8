package dev.qm.assurance.prove.reading;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * How long something took, again and again: every sample in nanoseconds, kept to three digits, so
 * that the tail is as true as the middle. Cannot be changed.
 *
 * <p>Only what occurred is kept: a campaign has thousands of these, each with a few hundred of the
 * tens of thousands of lengths that are told apart, and asks each for many quantiles.
 *
 * <p>Source: HdrHistogram, whose buckets these are, and in whose compressed V2 encoding it is
 * written.
 */
public final class Latencies {
  /** The longest that is told apart: an hour. */
  public static final long LONGEST = 3_600_000_000_000L;

  /** Digits that are kept of each sample. */
  public static final int DIGITS = 3;

  /** Without samples: knows which lengths are equal to three digits. */
  private static final Histogram BUCKETS = empty();

  /** No samples. */
  public static final Latencies NONE = new Latencies(new long[0], new long[0]);

  /** The bytes of an encoding are in proportion to the buckets, of which there are not more. */
  private static final int LONGEST_TEXT = 1 << 20;

  /** The lengths that occurred, ascending, each the longest of those that are equal to it. */
  private final long[] lengths;

  /** Of each, how many samples are as long or shorter. */
  private final long[] upTo;

  private Latencies(long[] lengths, long[] upTo) {
    this.lengths = lengths;
    this.upTo = upTo;
  }

  private static Histogram empty() {
    return new Histogram(LONGEST, DIGITS);
  }

  /** What a histogram of nanoseconds holds now. */
  public static Latencies of(Histogram histogram) {
    var own = empty();
    own.add(histogram);
    var lengths = new long[16];
    var upTo = new long[16];
    var used = 0;
    var sum = 0L;
    for (var step : own.recordedValues()) {
      if (used == lengths.length) {
        lengths = Arrays.copyOf(lengths, 2 * used);
        upTo = Arrays.copyOf(upTo, 2 * used);
      }
      sum += step.getCountAddedInThisIterationStep();
      lengths[used] = step.getValueIteratedTo();
      upTo[used] = sum;
      used++;
    }
    return new Latencies(Arrays.copyOf(lengths, used), Arrays.copyOf(upTo, used));
  }

  /**
   * The samples that {@link #encoded} wrote.
   *
   * @throws IllegalArgumentException when the text is no such thing
   */
  public static Latencies decoded(String text) {
    if (text.length() > LONGEST_TEXT) {
      throw new IllegalArgumentException("longer than any histogram");
    }
    try {
      return of(
          Histogram.decodeFromCompressedByteBuffer(
              ByteBuffer.wrap(Base64.getDecoder().decode(text)), LONGEST));
    } catch (DataFormatException | RuntimeException broken) {
      throw new IllegalArgumentException(
          "no histogram in " + text.length() + " characters: " + broken.getMessage(), broken);
    }
  }

  /** All samples as one word of Base64. */
  public String encoded() {
    var histogram = histogram();
    var bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    var length = histogram.encodeIntoCompressedByteBuffer(bytes);
    var used = new byte[length];
    bytes.flip().get(used);
    return Base64.getEncoder().encodeToString(used);
  }

  private Histogram histogram() {
    var histogram = empty();
    for (var i = 0; i < lengths.length; i++) {
      histogram.recordValueWithCount(lengths[i], upTo[i] - (i == 0 ? 0 : upTo[i - 1]));
    }
    return histogram;
  }

  /** How many samples there are. */
  public long count() {
    return upTo.length == 0 ? 0 : upTo[upTo.length - 1];
  }

  /** The longest, in nanoseconds; 0 without samples. */
  public long max() {
    return lengths.length == 0 ? 0 : lengths[lengths.length - 1];
  }

  /**
   * The time within which a share of the samples lies, in nanoseconds; 0 without samples.
   *
   * @param share from 0 to 1, such as 0.999
   */
  public long quantile(double share) {
    if (count() == 0) {
      return 0;
    }
    // a share that is a rank but for the last digit of its floating point means that rank
    var rank = (long) Math.ceil(Math.nextDown(100 * share) * count() / 100);
    return ranked(Math.clamp(rank, 1, count()));
  }

  /**
   * The sample with so many before it or in its place, in nanoseconds.
   *
   * @param rank from 1, the shortest, to {@link #count()}
   */
  public long ranked(long rank) {
    if (rank < 1 || rank > count()) {
      throw new IllegalArgumentException("no sample " + rank + " of " + count());
    }
    var at = Arrays.binarySearch(upTo, rank);
    return lengths[at >= 0 ? at : -at - 1];
  }

  /**
   * How many samples are longer.
   *
   * @param nanos what is equal to three digits is not longer
   */
  public long above(long nanos) {
    return count() - notLonger(BUCKETS.highestEquivalentValue(nanos));
  }

  /**
   * How many samples are as long or longer.
   *
   * @param nanos what is equal to three digits is as long
   */
  public long from(long nanos) {
    return count() - notLonger(BUCKETS.lowestEquivalentValue(nanos) - 1);
  }

  private long notLonger(long nanos) {
    var at = Arrays.binarySearch(lengths, nanos);
    var last = at >= 0 ? at : -at - 2;
    return last < 0 ? 0 : upTo[last];
  }

  /** These samples and those. */
  public Latencies plus(Latencies more) {
    var merged = new long[lengths.length + more.lengths.length];
    var sums = new long[merged.length];
    var used = 0;
    for (int mine = 0, other = 0; mine < lengths.length || other < more.lengths.length; used++) {
      var next =
          Math.min(
              mine < lengths.length ? lengths[mine] : Long.MAX_VALUE,
              other < more.lengths.length ? more.lengths[other] : Long.MAX_VALUE);
      mine += mine < lengths.length && lengths[mine] == next ? 1 : 0;
      other += other < more.lengths.length && more.lengths[other] == next ? 1 : 0;
      merged[used] = next;
      sums[used] = (mine == 0 ? 0 : upTo[mine - 1]) + (other == 0 ? 0 : more.upTo[other - 1]);
    }
    return new Latencies(Arrays.copyOf(merged, used), Arrays.copyOf(sums, used));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Latencies it
        && Arrays.equals(lengths, it.lengths)
        && Arrays.equals(upTo, it.upTo);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(lengths) + Arrays.hashCode(upTo);
  }

  /** For people: count, p50, p99.9 and the longest. */
  @Override
  public String toString() {
    return count()
        + " samples, p50 "
        + quantile(0.5)
        + " ns, p99.9 "
        + quantile(0.999)
        + " ns, max "
        + max()
        + " ns";
  }
}
