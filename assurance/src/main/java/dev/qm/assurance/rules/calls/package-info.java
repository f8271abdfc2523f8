/**
 * Rules about system calls: the filter, and the calls that it has to refuse.
 *
 * <p>In and out as in {@link dev.qm.assurance.rules}. Start reading at {@link
 * dev.qm.assurance.rules.calls.CallRules}.
 */
package dev.qm.assurance.rules.calls;
