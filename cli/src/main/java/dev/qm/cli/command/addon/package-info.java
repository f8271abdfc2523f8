/**
 * {@code qm addon}: add-ons listed, installed, made, and built into packages and repositories.
 *
 * <p>In go add-ons from folders, lists of installed packages, records; out come text, JSON and
 * files. What a package is, is in {@link dev.qm.packaging}. Start with {@link
 * dev.qm.cli.command.addon.AddonCommands}; {@code AddonShelf} says where add-ons are looked for.
 */
package dev.qm.cli.command.addon;
