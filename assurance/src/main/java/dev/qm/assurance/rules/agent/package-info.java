/**
 * Rules about the BlueChi agent inside: whom it obeys, and under which name.
 *
 * <p>In and out as in {@link dev.qm.assurance.rules}. Start reading at {@link
 * dev.qm.assurance.rules.agent.AgentRules}.
 */
package dev.qm.assurance.rules.agent;
