/** One class a command, and the table that names them all. */
package dev.qm.cli.command;
