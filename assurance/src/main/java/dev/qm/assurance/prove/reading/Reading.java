package dev.qm.assurance.prove.reading;

import java.util.ArrayList;
import java.util.OptionalLong;

/**
 * What one probe measured in one window. Each try that was due is one of four: it came to its end,
 * in time or late; it failed; or it was left out, since the one before was still at work or the
 * probe's thread stood still.
 *
 * @param probe its name
 * @param latencies every try that came to its end
 * @param missed tries that took longer than the probe's deadline, and those that never began
 * @param leftOut of the missed, those that never began; nothing where nobody tells them from the
 *     late ones: in results of before, and by tools that do not count them
 * @param failed tries that ended in an error
 */
public record Reading(
    String probe, Latencies latencies, long missed, OptionalLong leftOut, long failed) {
  /** Nothing measured. */
  public static Reading none(String probe) {
    return new Reading(probe, Latencies.NONE, 0, OptionalLong.of(0), 0);
  }

  /** What both measured; what one of them does not tell, the sum does not. */
  public Reading plus(Reading more) {
    return new Reading(
        probe,
        latencies.plus(more.latencies),
        missed + more.missed,
        leftOut.isPresent() && more.leftOut.isPresent()
            ? OptionalLong.of(leftOut.getAsLong() + more.leftOut.getAsLong())
            : OptionalLong.empty(),
        failed + more.failed);
  }

  /**
   * How many tries were due, at least: all of them, where {@link #leftOut} is told. The missed are
   * beyond the samples only where they never began.
   */
  public long due() {
    return failed
        + (leftOut.isPresent()
            ? latencies.count() + leftOut.getAsLong()
            : Math.max(latencies.count(), missed));
  }

  /**
   * How many tries were due, at most: where nobody tells, each miss may be one that never began.
   */
  public long dueAtMost() {
    return failed + latencies.count() + leftOut.orElse(missed);
  }

  /** Tries that were missed or failed. */
  public long bad() {
    return missed + failed;
  }

  /**
   * For people: {@code 6000 tries were due under the fault: 310 came late, 5065 never began}.
   *
   * @param when a clause for behind the tries, such as {@code under the fault}; may be empty
   */
  public String words(String when) {
    var more = leftOut.isPresent() ? "" : " or more";
    return due()
        + (due() == 1 ? " try" + more + " was due" : " tries" + more + " were due")
        + (when.isEmpty() ? "" : " " + when)
        + ": "
        + badWords();
  }

  private String badWords() {
    var parts = new ArrayList<String>();
    var late = missed - leftOut.orElse(0);
    if (late > 0) {
      parts.add(late + " came late" + (leftOut.isPresent() ? "" : " or never began"));
    }
    if (leftOut.orElse(0) > 0) {
      parts.add(leftOut.getAsLong() + " never began");
    }
    if (failed > 0) {
      parts.add(failed + " failed");
    }
    return parts.isEmpty() ? "none was missed" : String.join(", ", parts);
  }
}
