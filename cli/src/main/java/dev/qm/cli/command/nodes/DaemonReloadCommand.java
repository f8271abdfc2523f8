package dev.qm.cli.command.nodes;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.PositionalSpec;

/** {@code qm nodes daemon-reload}. */
final class DaemonReloadCommand implements Subcommand {
  static final PositionalSpec.Some NODES = PositionalSpec.some("NODE", "a node; it may be a glob");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("nodes daemon-reload")
        .summary("let the systemd of nodes read its files again")
        .description(
            """
            Runs the generators of each node and reads all files of units, as 'systemctl daemon-reload' does there.
            """)
        .options(CommonOptions.JSON)
        .positionals(NODES)
        .example("qm nodes daemon-reload 'qm.*'", "After files changed in every partition")
        .exit(ExitCode.OK, "it is done on every node")
        .exit(ExitCode.FAILURE, "on one it could not be done")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    try (var session = Session.open()) {
      var outcomes = new Outcomes(in, "daemon-reload");
      for (var pattern : in.get(NODES)) {
        for (var node : session.named(pattern)) {
          outcomes.of(node.name(), () -> session.controller().daemonReload(node));
        }
      }
      return outcomes.end();
    }
  }
}
