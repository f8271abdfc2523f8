/**
 * Add-ons: folders with a descriptor and the files that land, read, checked, and made packages of.
 *
 * <p>In goes a folder; out come an {@link dev.qm.packaging.addon.Addon}, what is wrong with it by
 * file and line, and a {@link dev.qm.packaging.SoftwarePackage}. Start with {@link
 * dev.qm.packaging.addon.AddonSources}; {@link dev.qm.packaging.addon.AddonCheck} has the rules.
 */
package dev.qm.packaging.addon;
