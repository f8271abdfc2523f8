package dev.qm.cli.command;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.help.HelpPage;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.Domain;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.PositionalSpec;

/** {@code qm help}. */
final class HelpCommand implements Subcommand {
  private static final PositionalSpec.Any COMMAND =
      new PositionalSpec.Any(
          "COMMAND", "the command; without it, all of them", new Domain.CommandName());

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("help")
        .summary("explain a command, or list all of them")
        .description("Prints what 'qm COMMAND --help' prints.")
        .positionals(COMMAND)
        .example("qm help", "See which commands there are")
        .example("qm help man", "See what 'qm man' does, with examples")
        .build();
  }

  @Override
  public int run(Invocation in) throws UsageException {
    var command = CommandPath.find(new QmCommands(), in.get(COMMAND));
    in.out().print(HelpPage.of(command, in.console().terminal().columns()));
    return ExitCode.OK;
  }
}
