package dev.qm.cli.command.partition;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.terminal.Progress;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.run.Instance;
import dev.qm.partition.run.Runner;

/** {@code qm down}. */
public final class DownCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    return CommandSpec.named("down")
        .summary("stop the partition")
        .description(
            """
            Lets the partition shut down in its own order, for as long as TimeoutStopSec= of qm.container \
            allows, then ends what is left. No process, mount or control group of it stays.
            """)
        .options(CommonOptions.ROOT)
        .example("qm down", "Stop the partition; its /etc and /var stay")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var spec = PartitionSpec.require(in.root());
    var runner = Runner.of(spec);
    boolean ran;
    try (var progress = Progress.on(in.console())) {
      runner.settle(text -> progress.remark("note: " + text));
      ran = Instance.find(spec).isPresent();
      progress.show("stop the partition", 50);
      runner.stop();
    }
    in.out().println(ran ? "The partition is stopped." : "The partition did not run.");
    return ExitCode.OK;
  }
}
