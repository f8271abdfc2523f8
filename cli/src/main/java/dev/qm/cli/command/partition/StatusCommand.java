package dev.qm.cli.command.partition;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.terminal.Json;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.run.Absence;
import dev.qm.partition.run.Instance;
import java.util.Optional;

/** {@code qm status}. */
public final class StatusCommand implements Subcommand {
  private static final String HOME_AND_ERASE = "\u001b[H\u001b[J";

  /** How often a watched status is read anew. */
  private static final long REFRESH_MILLIS = 1000;

  private static final OptionSpec.Flag WATCH =
      OptionSpec.flag('w', "watch", "show it anew every second, until you interrupt");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("status")
        .summary("show whether the partition runs and what it uses of its limits")
        .description(
            """
            Shows the state of the partition's systemd, how it is kept apart, and what it uses of the \
            limits that it has, as the kernel counts it.

            With --json and --watch one object is printed a line.
            """)
        .options(WATCH, CommonOptions.ROOT, CommonOptions.JSON)
        .example("qm status", "Is it running?")
        .example("qm status --json | jq .memoryBytes", "For a program")
        .exit(ExitCode.FAILURE, "the partition is not running")
        .exit(0, "the partition is running")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var spec = PartitionSpec.require(in.root());
    while (true) {
      var instance = Instance.find(spec);
      if (in.has(WATCH) && in.console().terminal().outIsTerminal() && !in.json()) {
        in.out().print(HOME_AND_ERASE);
      }
      var code = show(in, spec, instance);
      if (!in.has(WATCH)) {
        return code;
      }
      in.out().flush();
      if (in.console().lost().isPresent()) {
        return code;
      }
      Thread.sleep(REFRESH_MILLIS);
    }
  }

  private static int show(Invocation in, PartitionSpec spec, Optional<Instance> instance)
      throws Exception {
    if (instance.isEmpty()) {
      var absence = Absence.of(spec);
      if (in.json()) {
        try (var json = Json.to(in.out())) {
          json.beginObject().field("state", absence.state()).end();
        }
      } else {
        in.out().println(absence.sentence());
      }
      return ExitCode.FAILURE;
    }
    var status = Status.of(instance.get());
    if (in.json()) {
      status.json(in.out());
    } else {
      status.print(in.out(), in.console().terminal());
    }
    return status.isRunning() ? ExitCode.OK : ExitCode.FAILURE;
  }
}
