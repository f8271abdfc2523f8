package dev.qm.cli.command.nodes;

import dev.qm.bluechi.connection.BusException;
import dev.qm.bluechi.dbus.MalformedMessage;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.terminal.Printable;
import java.util.List;

/** {@code bluechictl is-enabled}. */
final class IsEnabledCommand implements Subcommand {
  /** What counts as enabled: systemctl(1), is-enabled. */
  private static final List<String> ENABLED =
      List.of("enabled", "enabled-runtime", "static", "alias", "indirect", "generated");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("is-enabled")
        .summary("say whether a unit begins with its node")
        .description(
            """
            Prints the state of the unit's file in the words of systemctl.
            """)
        .positionals(BluechictlCommands.NODE, BluechictlCommands.UNIT)
        .example("bluechictl is-enabled host1 radio.service", "Does it?")
        .exit(ExitCode.OK, "it is enabled, or needs not to be")
        .exit(ExitCode.FAILURE, "it is not, or nothing is known of it")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    try (var session = Session.open()) {
      var node = session.one(in.get(BluechictlCommands.NODE));
      try {
        var unit = Target.whole(in.get(BluechictlCommands.UNIT));
        var state = session.controller().unitFileState(node, unit);
        in.out().println(Printable.line(state));
        return ENABLED.contains(state) ? ExitCode.OK : ExitCode.FAILURE;
      } catch (BusException | MalformedMessage failure) {
        throw Outcomes.failure(node, failure);
      }
    }
  }
}
