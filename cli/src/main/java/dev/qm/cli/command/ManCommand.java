package dev.qm.cli.command;

import dev.qm.cli.command.nodes.BluechictlCommands;
import dev.qm.cli.command.nodes.IsOnlineCommands;
import dev.qm.cli.command.show.QmctlCommands;
import dev.qm.cli.frame.CommandGroup;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.QmVersion;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.help.ManPage;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.Domain;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.PositionalSpec;
import java.util.Optional;

/** {@code qm man}. */
final class ManCommand implements Subcommand {
  private static final PositionalSpec.Any COMMAND =
      new PositionalSpec.Any(
          "COMMAND", "the command; without it, qm itself", new Domain.CommandName());

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("man")
        .summary("print the man page of a command")
        .description(
            """
            Prints the page as roff, the language that man(1) reads. Packages of qm contain these pages; without such a \
            package this command is the way to them. The words qmctl, bluechictl and \
            bluechi-is-online give the pages of qm under these names.
            """)
        .positionals(COMMAND)
        .example("qm man version | man -l -", "Read a page")
        .example("qm man > /usr/local/share/man/man1/qm.1", "Let 'man qm' find the page")
        .build();
  }

  @Override
  public int run(Invocation in) throws UsageException {
    var words = in.get(COMMAND);
    var other = words.size() == 1 ? otherName(words.getFirst()) : Optional.<CommandGroup>empty();
    if (other.isPresent()) {
      in.out().print(ManPage.whole(words.getFirst(), other.get(), QmVersion.ofQm().number()));
      return ExitCode.OK;
    }
    var command = CommandPath.find(new QmCommands(), words);
    in.out().print(ManPage.of(command, QmVersion.ofQm().number()));
    return ExitCode.OK;
  }

  /** The commands that qm takes under the name of another tool. */
  private static Optional<CommandGroup> otherName(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "qmctl" -> new QmctlCommands();
          case "bluechictl" -> new BluechictlCommands();
          case "bluechi-is-online" -> new IsOnlineCommands();
          default -> null;
        });
  }
}
