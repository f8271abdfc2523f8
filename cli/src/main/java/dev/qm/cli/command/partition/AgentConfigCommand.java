package dev.qm.cli.command.partition;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.partition.AgentConfiguration;
import dev.qm.partition.PartitionSpec;

/** {@code qm agent-config}. */
public final class AgentConfigCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    return CommandSpec.named("agent-config")
        .summary("bring the partition's BlueChi agent configuration up to date")
        .description(
            """
            Writes /etc/bluechi/agent.conf of the partition from the host's agent.conf and agent.conf.d, \
            with the node name qm.NAME, where NAME is the host's node name or else its host name. Your own \
            files in the partition's agent.conf.d apply on top and are not touched.

            Runs at each start of the partition. Where the host has no BlueChi agent it does nothing.
            """)
        .options(CommonOptions.ROOT)
        .example("qm agent-config", "Take over a change of the host's agent.conf")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var spec = PartitionSpec.require(in.root());
    var node = AgentConfiguration.refresh(in.root(), in.root().at(spec.layout().etc()));
    in.out()
        .println(
            node.map(name -> "The partition's BlueChi agent is node " + name + ".")
                .orElse("The host has no BlueChi agent; nothing was changed."));
    return ExitCode.OK;
  }
}
