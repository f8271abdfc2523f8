package dev.qm.cli.command.nodes;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;

/** {@code qm nodes kill}. */
final class KillCommand implements Subcommand {
  private static final OptionSpec.Value SIGNAL =
      OptionSpec.text('s', "signal", "SIGNAL", "name or number of the signal [TERM]");
  static final OptionSpec.Value WHOM =
      OptionSpec.text("kill-whom", "WHOM", "which processes of the unit [all]")
          .oneOf("all", "main", "control");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("nodes kill")
        .summary("send a signal to the processes of units")
        .description(
            """
            The systemd of the node sends the signal. A unit that is told to restart does so.
            """)
        .options(SIGNAL, WHOM, CommonOptions.JSON)
        .positionals(Target.UNITS)
        .example("qm nodes kill -s HUP --kill-whom main host1/radio.service", "Read settings again")
        .exit(ExitCode.OK, "the signal is sent to every unit")
        .exit(ExitCode.FAILURE, "to one it could not be sent")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var name = in.value(SIGNAL).orElse("TERM");
    var signal = Signals.number(name);
    if (signal.isEmpty()) {
      throw new UsageException("--signal cannot be '" + name + "'", "as in TERM, SIGHUP or 9");
    }
    var whom = in.value(WHOM).orElse("all");
    try (var session = Session.open()) {
      var outcomes = new Outcomes(in, "kill");
      for (var target : Target.of(in, session, Target.UNITS)) {
        outcomes.of(
            target.toString(),
            () -> session.controller().kill(target.node(), target.unit(), whom, signal.getAsInt()));
      }
      return outcomes.end();
    }
  }
}
