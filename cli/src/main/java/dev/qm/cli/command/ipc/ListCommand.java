package dev.qm.cli.command.ipc;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.ipc.live.Survey;

/** {@code qm ipc list}. */
final class ListCommand implements Subcommand {
  private static final OptionSpec.Flag ALL =
      OptionSpec.flag("all", "also the sockets that every system has inside");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("ipc list")
        .summary("show what the two sides, and programs inside, talk by right now")
        .description(
            """
            Asks the kernel for sockets, pipes, shared memory, message queues, volumes and published ports that both \
            sides can reach, and for those that connect programs in the partition. Each is shown with who listens, \
            who is connected, the owner, mode and label of its file, and the line that declares it, if one does.

            What crosses the border outside /run/ipc comes first, as a finding with what to do about it. Crossings \
            that every container has, such as the pipes of its console, are shown last with their reason.
            """)
        .options(ALL, CommonOptions.ROOT, CommonOptions.JSON)
        .example("sudo qm ipc list", "Who talks to whom?")
        .example("sudo qm ipc list --json | jq '.findings[].what'", "What should not be there?")
        .exit(
            ExitCode.OK, "nothing crosses the border outside /run/ipc, or the partition is stopped")
        .exit(ExitCode.FAILURE, "something does; each finding has its mend")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var live = Survey.of(PartitionSpec.require(in.root()));
    if (in.json()) {
      LiveJson.print(in.out(), live);
    } else {
      var shown = in.has(ALL) ? LiveText.Shown.ALL : LiveText.Shown.UNUSUAL;
      new LiveText(in.out(), in.console().terminal(), shown).print(live);
    }
    return live.findings().isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
  }
}
