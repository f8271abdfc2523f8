/**
 * Rules about the containers inside the partition: the defaults that they have, and what their
 * quadlets ask for beyond them.
 *
 * <p>In and out as in {@link dev.qm.assurance.rules}. Start reading at {@link
 * dev.qm.assurance.rules.nested.NestedRules}.
 */
package dev.qm.assurance.rules.nested;
