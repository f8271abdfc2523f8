/**
 * {@code qm ipc}: channels between the two sides and inside QM, made, checked, shown, served and
 * taken back.
 *
 * <p>In go names and unit files; out come changed files, findings, and what the sides talk by right
 * now, as text or JSON. Start with {@link dev.qm.cli.command.ipc.IpcCommands}. The text is made by
 * {@code LiveText} and {@code NextCommands}, the JSON by {@code LiveJson}.
 */
package dev.qm.cli.command.ipc;
