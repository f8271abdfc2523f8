package dev.qm.cli.command.partition;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.terminal.Progress;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.run.Runner;
import dev.qm.partition.setup.Setup;
import dev.qm.partition.setup.SetupRequest;

/** {@code qm restart}. */
public final class RestartCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    return CommandSpec.named("restart")
        .summary("stop the partition, start it again, and wait until it runs")
        .description("What qm.container and its drop-ins say by now takes effect.")
        .options(SetupOptions.YES, CommonOptions.ROOT, CommonOptions.JSON)
        .example("qm restart", "Let a changed drop-in take effect")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var spec = PartitionSpec.require(in.root());
    var runner = Runner.of(spec);
    runner.check();
    try (var progress = Progress.on(in.console())) {
      runner.settle(text -> progress.remark("note: " + text));
      progress.show("stop the partition", 30);
      runner.stop();
    }
    // a newer qm, or a drop-in that a compiled unit does not know yet
    SetupRun.carryOut(in, SetupRun.plan(in, in.root(), SetupRequest.DEFAULT, Setup.Services.TELL));
    return Start.andShow(in, PartitionSpec.require(in.root()));
  }
}
