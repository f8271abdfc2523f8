/**
 * {@code qm quadlet}: Quadlet units become services, are checked and explained.
 *
 * <p>In go folders of unit files; out come services as Podman would generate them, findings, or
 * each option with the line that it comes from. Start with {@link
 * dev.qm.cli.command.quadlet.QuadletCommands}; {@code SearchPath} says which folders are read. What
 * a unit means is in the module quadlet.
 */
package dev.qm.cli.command.quadlet;
