/**
 * Help pages, man pages and shell completions, all made from the commands' own descriptions.
 *
 * <p>In go the descriptions of {@link dev.qm.cli.spec}; out come text for a terminal, roff, and
 * scripts for bash, zsh and fish. Start with {@link dev.qm.cli.help.HelpPage}, the simplest of
 * them.
 */
package dev.qm.cli.help;
