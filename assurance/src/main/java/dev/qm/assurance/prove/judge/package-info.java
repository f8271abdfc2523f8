/**
 * Judges what was measured: budgets, statistics, verdicts. Pure functions of values.
 *
 * <p>Start with {@link dev.qm.assurance.prove.judge.Judge}; what comes out is a {@link
 * dev.qm.assurance.prove.judge.ProbeVerdict}.
 */
package dev.qm.assurance.prove.judge;
