/**
 * One class a command, and the table that names them all.
 *
 * <p>In goes an {@link dev.qm.cli.frame.Invocation}; out come lines on its console and an exit
 * status. What is not printing is done by the modules below. Start with {@link
 * dev.qm.cli.command.QmCommands}, the table; a group of commands has a package of its own.
 */
package dev.qm.cli.command;
