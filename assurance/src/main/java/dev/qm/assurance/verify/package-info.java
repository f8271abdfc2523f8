/**
 * Judging a partition by all rules, and what its owner accepts of what they find.
 *
 * <p>In come a {@link dev.qm.assurance.view.PartitionView}, the rules, and the risks that somebody
 * has accepted in files of the host; out goes a {@link dev.qm.assurance.verify.Report}, where the
 * reader should start.
 */
package dev.qm.assurance.verify;
