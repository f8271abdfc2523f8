package dev.qm.cli.command.nodes;

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
    return FileTargets.change(
        in,
        "disable",
        (controller, node, unit, lasting) -> controller.disable(node, List.of(unit), lasting));
  }
}
