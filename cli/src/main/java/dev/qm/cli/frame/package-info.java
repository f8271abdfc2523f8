/**
 * What a command is made of and what it is given to run.
 *
 * <p>In go the arguments that the parser read; out comes an exit status, or a {@link
 * dev.qm.cli.frame.CommandFailure} with the letter to the user. Start with {@link
 * dev.qm.cli.frame.Subcommand}: to write a command is to implement it.
 */
package dev.qm.cli.frame;
