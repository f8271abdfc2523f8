/**
 * Rules about add-ons: that they open what they declare, and are there whole or not at all.
 *
 * <p>In and out as in {@link dev.qm.assurance.rules}. Start reading at {@link
 * dev.qm.assurance.rules.addons.AddonRules}.
 */
package dev.qm.assurance.rules.addons;
