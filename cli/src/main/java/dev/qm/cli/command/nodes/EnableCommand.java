package dev.qm.cli.command.nodes;

import dev.qm.bluechi.client.Controller;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import java.util.List;

/** {@code qm nodes enable}. */
final class EnableCommand implements Subcommand {
  private static final OptionSpec.Flag FORCE =
      OptionSpec.flag("force", "replace links that are in the way");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("nodes enable")
        .summary("let units begin with their node")
        .description(
            """
            Makes the links that the [Install] section of each unit asks for, on the node, and lets its systemd read \
            its files again. Nothing is started.
            """)
        .options(FileTargets.RUNTIME, FORCE, FileTargets.NO_RELOAD, CommonOptions.JSON)
        .positionals(FileTargets.UNITS)
        .example("qm nodes enable qm.host1/radio.service", "The radio begins with the partition")
        .exit(ExitCode.OK, "every unit is enabled")
        .exit(ExitCode.FAILURE, "one could not be enabled")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    try (var session = Session.open()) {
      var outcomes = new Outcomes(in, "enable");
      var controller = session.controller();
      for (var wanted : FileTargets.of(in, session).entrySet()) {
        var node = wanted.getKey();
        for (var unit : wanted.getValue()) {
          outcomes.of(
              node.name() + "/" + unit,
              () -> {
                var changes =
                    controller.enable(
                        node,
                        List.of(unit),
                        in.has(FileTargets.RUNTIME)
                            ? Controller.Lasting.UNTIL_BOOT
                            : Controller.Lasting.FOR_GOOD,
                        in.has(FORCE) ? Controller.Existing.REPLACED : Controller.Existing.KEPT);
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
