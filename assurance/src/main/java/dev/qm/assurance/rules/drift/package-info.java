/**
 * Rules about drift: what is there now is what was set up, and what runs is what files ask for.
 *
 * <p>In and out as in {@link dev.qm.assurance.rules}. Start reading at {@link
 * dev.qm.assurance.rules.drift.DriftRules}.
 */
package dev.qm.assurance.rules.drift;
