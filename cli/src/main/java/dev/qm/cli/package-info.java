/**
 * The {@code qm} command: the way from the words of a command line to an exit status.
 *
 * <p>In go words and the streams of the process; out come what the command prints and its status,
 * or a letter about what went wrong. Start with {@code Dispatch}; {@link dev.qm.cli.DeviceHookMain}
 * is a way around it for the one command that every annotated container waits for.
 */
package dev.qm.cli;
