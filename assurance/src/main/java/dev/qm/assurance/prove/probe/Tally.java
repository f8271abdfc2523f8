package dev.qm.assurance.prove.probe;

import dev.qm.assurance.prove.reading.Latencies;
import dev.qm.assurance.prove.reading.Reading;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/**
 * What one probe measures in one window. Its own thread counts, and another closes it, also while a
 * try is stuck. Nothing is allocated while it counts.
 *
 * <p>A machine that is stalled must not hide that by measuring less: each period in which no try
 * could begin is a miss, and a try that has not come to its end when the window is closed counts
 * with the time that it has taken up to then. All times are of one clock, in nanoseconds.
 */
final class Tally {
  private static final long NONE = -1;

  private final Probe probe;
  private final Histogram histogram = new Histogram(Latencies.LONGEST, Latencies.DIGITS);
  private final long period;
  private final long deadline;
  private final long end;
  private long due;
  private long began = NONE;
  private long late;
  private long leftOut;
  private long failed;
  private boolean isClosed;

  /**
   * Begins to count.
   *
   * @param first when the first try is due
   * @param end when the window ends: no try is due from then on
   */
  Tally(Probe probe, long first, long end) {
    this.probe = probe;
    this.period = probe.period().toNanos();
    this.deadline = probe.deadline().toNanos();
    this.due = first;
    this.end = end;
  }

  /** When the next try is due; never, once it is closed. */
  synchronized long due() {
    return isClosed ? Long.MAX_VALUE : due;
  }

  /**
   * A try begins.
   *
   * @return not, when it was closed meanwhile
   */
  synchronized boolean begin(long now) {
    began = now;
    return !isClosed;
  }

  /** It came to its end; what should have begun meanwhile is left out. */
  synchronized void end(long now, boolean isGood) {
    if (!isClosed) {
      count(now - began, isGood, passed(due + period, now));
    }
    began = NONE;
  }

  /**
   * A try that nobody had to wait for until its end.
   *
   * @param left tries that should have come after it, and were left out
   */
  synchronized void count(long took, boolean isGood, long left) {
    if (isClosed) {
      return;
    }
    if (isGood) {
      record(took);
    } else {
      failed++;
    }
    // a thread that stood still beyond the end left out no more than were due before it
    var out = Math.min(left, passed(due + period, end));
    leftOut += out;
    due += (1 + out) * period;
  }

  /** The sum, at the end of the window or later. Nothing counts from then on. */
  synchronized Reading close(long now) {
    if (!isClosed) {
      isClosed = true;
      if (began != NONE) {
        record(now - began);
        due += period;
      }
      leftOut += passed(due, now);
    }
    return new Reading(
        probe.id(), Latencies.of(histogram), late + leftOut, OptionalLong.of(leftOut), failed);
  }

  /** How many tries were due from {@code first} on, and before now and the end. */
  private long passed(long first, long now) {
    var until = Math.min(now, end);
    return first >= until ? 0 : (until - first - 1) / period + 1;
  }

  private void record(long took) {
    histogram.recordValue(Math.clamp(took, 0, Latencies.LONGEST));
    if (took > deadline) {
      late++;
    }
  }
}
