package dev.qm.cli.command.partition;

import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.terminal.Letter;
import dev.qm.partition.run.Execution;

/** The two options that {@code exec} and {@code execin} have for input and terminal. */
final class Terminals {
  static final OptionSpec.Flag STDIN =
      OptionSpec.flag('i', "interactive", "let the command read this command's input");
  static final OptionSpec.Flag TTY = OptionSpec.flag('t', "tty", "give the command a terminal");

  private Terminals() {}

  static Execution.Input input(Invocation in) {
    return in.has(STDIN) || in.has(TTY) ? Execution.Input.CALLER : Execution.Input.NOTHING;
  }

  static Execution.Output output(Invocation in) throws CommandFailure {
    if (!in.has(TTY)) {
      return Execution.Output.CALLER;
    }
    if (!in.console().terminal().inIsTerminal()) {
      throw new CommandFailure(
          Letter.error("--tty needs a terminal, and the input is none")
              .note("leave -t away: the command then reads and writes plain streams"));
    }
    return Execution.Output.TERMINAL;
  }
}
