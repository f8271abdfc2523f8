/**
 * All that is wrong with a set of units, in one run.
 *
 * <p>In: units that were read, and the machine. Out: problems, by file, line and column. Podman's
 * refusals come from generating; the inspections add what Podman passes over. Each inspection looks
 * for one kind of mistake. Start with {@link dev.qm.quadlet.check.Check}, then the list in
 * Inspection.
 */
package dev.qm.quadlet.check;
