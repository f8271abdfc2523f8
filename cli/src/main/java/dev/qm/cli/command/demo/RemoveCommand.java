package dev.qm.cli.command.demo;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.PositionalSpec;
import dev.qm.cli.terminal.Printable;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.demo.DemoRemoval;
import dev.qm.partition.demo.Demos;
import dev.qm.partition.setup.Setup;
import dev.qm.partition.setup.SystemTree;

/** {@code qm demo remove}. */
final class RemoveCommand implements Subcommand {
  private static final PositionalSpec.One NAME = PositionalSpec.one("NAME", "the demo");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("demo remove")
        .summary("take back exactly what a demo made in the partition")
        .description(
            """
            Stops the units of the demo, removes its files, its results and networks, and its images unless another \
            demo has them too. An image that you named with --image stays. A file that you changed stays, and is named.

            The partition must run: its Podman removes the images.
            """)
        .options(CommonOptions.ROOT)
        .positionals(NAME)
        .example("sudo qm demo remove sound", "Take the demo back")
        .exit(ExitCode.OK, "what it made is gone, but for files that you changed")
        .exit(
            ExitCode.FAILURE, "there is no such demo in the partition, or it could not be removed")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var name = in.get(NAME);
    Setup.requireRoot();
    var spec = PartitionSpec.require(in.root());
    var demos = new Demos(new SystemTree(in.systemFiles()));
    for (var kept : new DemoRemoval(spec, demos).carryOut(name)) {
      in.console()
          .err()
          .println("note: kept your changed " + Printable.line(spec.root().at(kept).toString()));
    }
    in.out().println("Removed the demo " + Printable.line(name) + ".");
    return ExitCode.OK;
  }
}
