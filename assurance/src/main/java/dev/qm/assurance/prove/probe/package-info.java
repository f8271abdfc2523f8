/**
 * Probes: small pieces of work as software of the safety side does it, timed again and again.
 *
 * <p>They run in a process of their own, with what the safety side has: its own control group, a
 * score that the kernel's OOM killer spares, a real-time priority, locked memory, each as far as it
 * is allowed. In goes the length of a window; out comes a {@link
 * dev.qm.assurance.prove.reading.Window}. Start with {@link dev.qm.assurance.prove.probe.Probe}.
 */
package dev.qm.assurance.prove.probe;
