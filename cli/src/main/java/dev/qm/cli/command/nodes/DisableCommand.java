package dev.qm.cli.command.nodes;

import dev.qm.bluechi.client.Controller;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import java.util.List;

/** {@code qm nodes disable}. */
final class DisableCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    return CommandSpec.named("nodes disable")
        .summary("let units not begin with their node any more")
        .description(
            """
            Removes the links to each unit, on the node, and lets its systemd read its files again. Nothing is stopped.
            """)
        .options(FileTargets.RUNTIME, FileTargets.NO_RELOAD, CommonOptions.JSON)
        .positionals(FileTargets.UNITS)
        .example("qm nodes disable qm.host1/radio.service", "The partition begins without radio")
        .exit(ExitCode.OK, "every unit is disabled")
        .exit(ExitCode.FAILURE, "one could not be disabled")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    try (var session = Session.open()) {
      var outcomes = new Outcomes(in, "disable");
      var controller = session.controller();
      for (var wanted : FileTargets.of(in, session).entrySet()) {
        var node = wanted.getKey();
        for (var unit : wanted.getValue()) {
          outcomes.of(
              node.name() + "/" + unit,
              () -> {
                var changes =
                    controller.disable(
                        node,
                        List.of(unit),
                        in.has(FileTargets.RUNTIME)
                            ? Controller.Lasting.UNTIL_BOOT
                            : Controller.Lasting.FOR_GOOD);
                FileTargets.print(in, node, changes);
                if (!in.has(FileTargets.NO_RELOAD)) {
                  controller.daemonReload(node);
                }
              });
        }
      }
      return outcomes.end();
    }
  }
}
