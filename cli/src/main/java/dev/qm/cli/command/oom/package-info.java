/**
 * {@code qm oom}: who dies first when memory is short, and the scores that decide it.
 *
 * <p>In go the machine's processes and the safety side's units; out come the order, findings and
 * drop-ins. Start with {@link dev.qm.cli.command.oom.OomCommands}.
 */
package dev.qm.cli.command.oom;
