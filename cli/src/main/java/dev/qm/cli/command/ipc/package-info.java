/** {@code qm ipc}: channels between the two sides and inside QM. */
package dev.qm.cli.command.ipc;
