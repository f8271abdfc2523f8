package dev.qm.cli.command.partition;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.PositionalSpec;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.run.Instance;
import dev.qm.partition.run.NestedExecution;

/** {@code qm execin}. */
public final class ExecinCommand implements Subcommand {
  private static final PositionalSpec.One CONTAINER =
      PositionalSpec.one("CONTAINER", "name or id of a container of the partition's Podman");
  private static final PositionalSpec.Some COMMAND =
      PositionalSpec.some("COMMAND", "the program and its arguments");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("execin")
        .summary("run a command in a container inside the partition")
        .description(
            """
            Runs the command in a running container of the partition's own Podman, with the OOM score of \
            nested containers (750).

            The exit status is the command's own.
            """)
        .options(Terminals.STDIN, Terminals.TTY, CommonOptions.ROOT)
        .positionals(CONTAINER, COMMAND)
        .optionsFirst()
        .example("qm execin radio -- cat /etc/os-release", "Look into the container radio")
        .exit(125, "there is no such container, or it does not run")
        .exit(127, "there is no such command in the container")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var instance = Instance.require(PartitionSpec.require(in.root()));
    in.console().flush();
    WaitingHint.watch(in, instance);
    var words = in.get(COMMAND);
    // CONTAINER ended the options, so this one came through
    var command = words.getFirst().equals("--") ? words.subList(1, words.size()) : words;
    return new NestedExecution(
            instance, in.get(CONTAINER), command, Terminals.input(in), Terminals.output(in))
        .execution()
        .passthrough(in.console().streams());
  }
}
