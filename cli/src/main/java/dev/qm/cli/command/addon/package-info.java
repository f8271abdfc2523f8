/** {@code qm addon}: add-ons and packages. */
package dev.qm.cli.command.addon;
