package dev.qm.cli.command.partition;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.partition.AgentConfiguration;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.run.DeviceAccess;

/** {@code qm before-start}. */
public final class BeforeStartCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    return CommandSpec.named("before-start")
        .summary("bring up to date what the partition needs at each start")
        .description(
            """
            qm.service calls this before it starts the partition. It writes the configuration of the \
            partition's BlueChi agent, as `qm agent-config` does, and opens the devices of AddDevice= to a \
            partition with user ids of its own: an access control list on each node names the partition's \
            root and its group of the same name (video, audio, input, kvm). Owner and mode of the node stay \
            as they are, a device that is open to everybody is left alone, and a reboot forgets the lists.

            A device that was plugged in later is in the partition after `qm restart`.
            """)
        .options(CommonOptions.ROOT)
        .example("qm before-start", "See which devices the partition may open")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var spec = PartitionSpec.require(in.root());
    AgentConfiguration.refresh(in.root(), in.root().at(spec.layout().etc()));
    for (var node : new DeviceAccess(spec).refresh()) {
      in.out().println("The partition may open " + node + ".");
    }
    return ExitCode.OK;
  }
}
