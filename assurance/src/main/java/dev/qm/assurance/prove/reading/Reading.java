package dev.qm.assurance.prove.reading;

/**
 * What one probe measured in one window.
 *
 * @param probe its name
 * @param latencies every try that came to its end
 * @param missed tries that took longer than the probe's deadline, and those that never began
 *     because the one before was still at work
 * @param failed tries that ended in an error
 */
public record Reading(String probe, Latencies latencies, long missed, long failed) {
  /** What both measured. */
  public Reading plus(Reading more) {
    return new Reading(
        probe, latencies.plus(more.latencies), missed + more.missed, failed + more.failed);
  }
}
