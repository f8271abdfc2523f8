package dev.qm.cli.frame;

/** What stands behind a word of the command line. */
public sealed interface CommandNode permits Subcommand, CommandGroup {}
