/**
 * Rules about the safety side: that it is before the partition where the two meet.
 *
 * <p>In and out as in {@link dev.qm.assurance.rules}. Start reading at {@link
 * dev.qm.assurance.rules.asil.AsilRules}.
 */
package dev.qm.assurance.rules.asil;
