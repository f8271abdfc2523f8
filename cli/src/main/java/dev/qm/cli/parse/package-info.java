/**
 * The command line, read by hand: a parser library costs more than a command takes in all, as
 * measured in docs/decisions.
 *
 * <p>In go a command's description and the words after its name; out come arguments that fit it, or
 * a {@link dev.qm.cli.parse.UsageException} with the word that was probably meant. Start with
 * {@link dev.qm.cli.parse.ArgumentParser}.
 */
package dev.qm.cli.parse;
