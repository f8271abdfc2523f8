/**
 * Rules about time: who gets processors first, and who can make others wait.
 *
 * <p>In and out as in {@link dev.qm.assurance.rules}. Start reading at {@link
 * dev.qm.assurance.rules.timing.TimingRules}.
 */
package dev.qm.assurance.rules.timing;
