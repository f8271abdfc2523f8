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
    var existing = in.has(FORCE) ? Controller.Existing.REPLACED : Controller.Existing.KEPT;
    return FileTargets.change(
        in,
        "enable",
        (controller, node, unit, lasting) ->
            controller.enable(node, List.of(unit), lasting, existing));
  }
}
