/**
 * What a rule is, and what comes of it.
 *
 * <p>A rule is data, which says what it is about and where that stands, and one small check, a pure
 * function of a {@link dev.qm.assurance.view.PartitionView}. Out goes a {@link
 * dev.qm.assurance.rule.Verdict}. Start reading at {@link dev.qm.assurance.rule.Rule}; the rules
 * themselves are in {@code dev.qm.assurance.rules}.
 */
package dev.qm.assurance.rule;
