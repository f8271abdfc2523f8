package dev.qm.assurance.prove.reading;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.PackedHistogram;

/**
 * How long something took, again and again: every sample in nanoseconds, kept to three digits, so
 * that the tail is as true as the middle. Cannot be changed.
 *
 * <p>Source: HdrHistogram, whose compressed V2 encoding it is written in.
 */
public final class Latencies {
  /** The longest that is told apart: an hour. */
  public static final long LONGEST = 3_600_000_000_000L;

  /** Digits that are kept of each sample. */
  public static final int DIGITS = 3;

  /** No samples. */
  public static final Latencies NONE = new Latencies(new PackedHistogram(LONGEST, DIGITS));

  /** The bytes of an encoding are in proportion to the buckets, of which there are not more. */
  private static final int LONGEST_TEXT = 1 << 20;

  /**
   * Packed: a campaign keeps thousands, and few of all the buckets that there could be are used.
   */
  private final PackedHistogram histogram;

  private Latencies(PackedHistogram histogram) {
    this.histogram = histogram;
  }

  /** What a histogram of nanoseconds holds now. */
  public static Latencies of(Histogram histogram) {
    var packed = new PackedHistogram(LONGEST, DIGITS);
    packed.add(histogram);
    return new Latencies(packed);
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
      return new Latencies(
          PackedHistogram.decodeFromCompressedByteBuffer(
              ByteBuffer.wrap(Base64.getDecoder().decode(text)), LONGEST));
    } catch (DataFormatException | RuntimeException broken) {
      throw new IllegalArgumentException(
          "no histogram in " + text.length() + " characters: " + broken.getMessage(), broken);
    }
  }

  /** All samples as one word of Base64. */
  public String encoded() {
    var bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    var length = histogram.copy().encodeIntoCompressedByteBuffer(bytes);
    var used = new byte[length];
    bytes.flip().get(used);
    return Base64.getEncoder().encodeToString(used);
  }

  /** How many samples there are. */
  public long count() {
    return histogram.getTotalCount();
  }

  /** The longest, in nanoseconds; 0 without samples. */
  public long max() {
    return histogram.getMaxValue();
  }

  /**
   * The time within which a share of the samples lies, in nanoseconds; 0 without samples.
   *
   * @param share from 0 to 1, such as 0.999
   */
  public long quantile(double share) {
    return count() == 0 ? 0 : histogram.getValueAtPercentile(100 * share);
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
    var before = 0L;
    for (var step : histogram.recordedValues()) {
      before += step.getCountAddedInThisIterationStep();
      if (before >= rank) {
        return step.getValueIteratedTo();
      }
    }
    return max();
  }

  /**
   * How many samples are longer.
   *
   * @param nanos what is equal to three digits is not longer
   */
  public long above(long nanos) {
    return count() - histogram.getCountBetweenValues(0, nanos);
  }

  /**
   * How many samples are as long or longer.
   *
   * @param nanos what is equal to three digits is as long
   */
  public long from(long nanos) {
    var lowest = histogram.lowestEquivalentValue(nanos);
    return lowest == 0 ? count() : count() - histogram.getCountBetweenValues(0, lowest - 1);
  }

  /** These samples and those. */
  public Latencies plus(Latencies more) {
    var sum = histogram.copy();
    sum.add(more.histogram);
    return new Latencies(sum);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Latencies it && histogram.equals(it.histogram);
  }

  @Override
  public int hashCode() {
    return histogram.hashCode();
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
