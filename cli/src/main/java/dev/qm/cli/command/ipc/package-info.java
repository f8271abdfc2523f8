/** {@code qm ipc}: the ways between the sides of the machine. */
package dev.qm.cli.command.ipc;
