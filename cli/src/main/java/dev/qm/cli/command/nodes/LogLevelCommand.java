package dev.qm.cli.command.nodes;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.PositionalSpec;

/** {@code qm nodes log-level}. */
final class LogLevelCommand implements Subcommand {
  private static final PositionalSpec.One LEVEL =
      PositionalSpec.oneOf("LEVEL", "the least that is logged", "DEBUG", "INFO", "WARN", "ERROR");
  private static final PositionalSpec.Any NODES =
      PositionalSpec.any("NODE", "whose agent; it may be a glob [the controller]");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("nodes log-level")
        .summary("set how much BlueChi logs, on nodes or in the controller")
        .description(
            """
            It holds until the agent, or the controller, is started again.
            """)
        .options(CommonOptions.JSON)
        .positionals(LEVEL, NODES)
        .example("qm nodes log-level DEBUG", "The controller tells more")
        .example("qm nodes log-level INFO 'qm.*'", "The agents in the partitions tell less")
        .exit(ExitCode.OK, "it is set")
        .exit(ExitCode.FAILURE, "it could not be set somewhere")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var level = in.get(LEVEL);
    try (var session = Session.open()) {
      var outcomes = new Outcomes(in, "log-level");
      if (in.get(NODES).isEmpty()) {
        outcomes.of("controller", () -> session.controller().setLogLevel(level));
      }
      for (var pattern : in.get(NODES)) {
        for (var node : session.named(pattern)) {
          outcomes.of(node.name(), () -> session.controller().setLogLevel(node, level));
        }
      }
      return outcomes.end();
    }
  }
}
