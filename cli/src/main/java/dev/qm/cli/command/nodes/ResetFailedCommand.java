package dev.qm.cli.command.nodes;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.PositionalSpec;
import java.util.Optional;

/** {@code qm nodes reset-failed}. */
final class ResetFailedCommand implements Subcommand {
  private static final PositionalSpec.Some WHAT =
      PositionalSpec.some("NODE", "all units of a node, or one as NODE/UNIT; NODE may be a glob");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("nodes reset-failed")
        .summary("let nodes forget that units failed")
        .description(
            """
            Forgets the failure and the counters of the start limit, of all units of a node or of the one that is named.
            """)
        .options(CommonOptions.JSON)
        .positionals(WHAT)
        .example("qm nodes reset-failed qm.host1/radio.service", "It may be started again")
        .exit(ExitCode.OK, "it is done")
        .exit(ExitCode.FAILURE, "for one it could not be done")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    try (var session = Session.open()) {
      var outcomes = new Outcomes(in, "reset-failed");
      for (var text : in.get(WHAT)) {
        var word = Target.Word.of(text);
        var unit = Optional.of(word.unit()).filter(name -> !name.isEmpty()).map(Target::whole);
        for (var node : session.named(word.node())) {
          outcomes.of(
              unit.map(name -> node.name() + "/" + name).orElse(node.name()),
              () -> session.controller().resetFailed(node, unit));
        }
      }
      return outcomes.end();
    }
  }
}
