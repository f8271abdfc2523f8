package dev.qm.cli.command.partition;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.PositionalSpec;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.run.Execution;
import dev.qm.partition.run.Instance;

/** {@code qm exec}. */
public final class ExecCommand implements Subcommand {
  private static final PositionalSpec.Some COMMAND =
      PositionalSpec.some("COMMAND", "the program and its arguments");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("exec")
        .summary("run a command in the partition")
        .description(
            """
            Runs the command in the partition's namespaces and control groups, with its capabilities, \
            seccomp filter and label, and with its OOM score: when memory is short it ends with the \
            partition's apps, not after the host's services.

            The exit status is the command's own.
            """)
        .options(Terminals.STDIN, Terminals.TTY, CommonOptions.ROOT)
        .positionals(COMMAND)
        .optionsFirst()
        .example("qm exec -- systemctl is-system-running", "Ask the partition's systemd")
        .example("qm exec -it -- bash", "A shell in the partition")
        .exit(126, "the command cannot be run")
        .exit(127, "there is no such command in the partition")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var instance = Instance.require(PartitionSpec.require(in.root()));
    in.console().flush();
    WaitingHint.watch(in, instance);
    return new Execution(instance, in.get(COMMAND), Terminals.input(in), Terminals.output(in))
        .passthrough(in.console().streams());
  }
}
