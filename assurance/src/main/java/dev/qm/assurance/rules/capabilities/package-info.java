/**
 * Rules about capabilities that reach past a container.
 *
 * <p>In and out as in {@link dev.qm.assurance.rules}. Start reading at {@link
 * dev.qm.assurance.rules.capabilities.CapabilityRules}.
 */
package dev.qm.assurance.rules.capabilities;
