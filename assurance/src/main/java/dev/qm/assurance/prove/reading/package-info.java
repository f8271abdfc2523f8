/**
 * What probes measured: latencies without loss of their tail, by window of time.
 *
 * <p>In go the counts of a probe's process; out come quantiles. Everything else of a campaign
 * stands on these values. Start with {@link dev.qm.assurance.prove.reading.Window}.
 */
package dev.qm.assurance.prove.reading;
