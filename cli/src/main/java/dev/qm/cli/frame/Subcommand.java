package dev.qm.cli.frame;

import dev.qm.cli.spec.CommandSpec;

/** One command: what it is called and takes, and what it does. Made anew for each call. */
public non-sealed interface Subcommand extends CommandNode {
  /** The description that help, man page, completion and the parser are made from. */
  CommandSpec spec();

  /**
   * Does it.
   *
   * @return the exit status
   * @throws dev.qm.cli.parse.UsageException if the arguments do not go together (exit status 2)
   * @throws CommandFailure if it cannot be done, with the letter that the user gets (exit status 1)
   * @throws Exception any other declared exception of the modules below; its message is the letter.
   *     An undeclared one is reported as a bug in qm
   */
  int run(Invocation in) throws Exception;
}
