/**
 * Rules about the network: whose stack the partition has, what of the host it reaches, and which of
 * the kernel's tables both sides share.
 *
 * <p>In and out as in {@link dev.qm.assurance.rules}. Start reading at {@link
 * dev.qm.assurance.rules.network.NetworkRules}.
 */
package dev.qm.assurance.rules.network;
