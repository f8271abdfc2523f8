package dev.qm.cli.command.partition;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.spec.PositionalSpec;
import dev.qm.cli.terminal.Printable;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.run.Execution;
import dev.qm.partition.run.Instance;
import java.util.ArrayList;
import java.util.List;

/** {@code qm logs}. */
public final class LogsCommand implements Subcommand {
  private static final OptionSpec.Flag FOLLOW =
      OptionSpec.flag('f', "follow", "go on showing what is added, until you interrupt");
  private static final OptionSpec.Value LINES =
      OptionSpec.text('n', "lines", "COUNT", "how many of the last lines [100]");
  private static final PositionalSpec.Maybe UNIT =
      PositionalSpec.maybe("UNIT", "only what this unit of the partition says");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("logs")
        .summary("show what the partition's journal says")
        .description(
            """
            Shows the journal of the running partition. What is written there comes from QM software: \
            control characters in it are shown, never passed on to your terminal.
            """)
        .options(FOLLOW, LINES, CommonOptions.ROOT)
        .positionals(UNIT)
        .example("qm logs", "The last 100 lines of the whole partition")
        .example("qm logs -f radio.service", "Follow one service")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var lines = in.number(LINES, 1, 1_000_000).orElse(100);
    var instance = Instance.require(PartitionSpec.require(in.root()));
    var argv = new ArrayList<String>();
    argv.addAll(List.of("journalctl", "--no-pager", "--quiet", "--lines=" + lines));
    if (in.has(FOLLOW)) {
      argv.add("--follow");
    }
    in.get(UNIT).ifPresent(unit -> argv.add("--unit=" + unit));
    var out = in.out();
    var command = new Execution(instance, argv, Execution.Input.NOTHING, Execution.Output.CALLER);
    return command
        .prepared()
        .watch(line -> {
          out.println(Printable.line(line));
          out.flush();
        })
        .exitCode();
  }
}
