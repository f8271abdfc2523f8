/**
 * The commands that make the partition, run it, look at it and work in it: {@code qm up}, {@code
 * status}, {@code exec} and the rest without a group.
 *
 * <p>In go options and the machine's {@code qm.container}; out come steps with their progress, a
 * status, or the exit status of a program inside. Start with {@link
 * dev.qm.cli.command.partition.UpCommand}, which uses the parts that the others share: {@code
 * SetupRun}, {@code Start}, {@code Status}.
 */
package dev.qm.cli.command.partition;
