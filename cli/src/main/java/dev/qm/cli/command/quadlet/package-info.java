/** {@code qm quadlet}: units become services, are checked and explained. */
package dev.qm.cli.command.quadlet;
