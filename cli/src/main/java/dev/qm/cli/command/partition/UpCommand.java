package dev.qm.cli.command.partition;

import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.ExitCode;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.run.Instance;
import dev.qm.partition.run.Readiness;
import dev.qm.partition.run.Runner;
import dev.qm.partition.setup.Setup;
import java.util.Optional;

/** {@code qm up}. */
public final class UpCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    return CommandSpec.named("up")
        .summary("set the partition up where needed, start it, and wait until it runs")
        .description(
            """
            Does everything: prepares the machine (see qm setup), starts the partition and returns when \
            its systemd says that it is running. A partition that runs is left alone.

            On a machine with systemd the partition is the service qm.service; elsewhere qm starts the \
            same Podman command itself and sets the same limits.
            """)
        .options(SetupOptions.SHARED)
        .example("qm up --yes", "From nothing to a running partition, installing what is missing")
        .example("qm up --from rootfs.tar.xz", "The same without a network")
        .exit(ExitCode.FAILURE, "the partition could not be set up, or is not running in the end")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var root = in.root();
    Setup.requireRoot();
    var before = PartitionSpec.load(root);
    if (before.isPresent()) {
      Runner.of(before.get()).settle(text -> in.console().err().println("note: " + text));
    }
    var running = before.isPresent() ? Instance.find(before.get()) : Optional.<Instance>empty();
    var setup = SetupRun.plan(in, root, SetupOptions.request(in), Setup.Services.TELL);
    if (running.isPresent()) {
      return already(in, running.get(), setup);
    }
    SetupRun.carryOut(in, setup);
    return Start.andShow(in, PartitionSpec.require(root));
  }

  private static int already(Invocation in, Instance instance, Setup setup) throws Exception {
    var pending = setup.pending();
    if (!pending.isEmpty()) {
      var note = in.console().err();
      note.println("note: the partition runs, so these wait for `qm down` and `qm up`:");
      pending.forEach(step -> note.println("  " + step.title()));
    }
    // it may have been started a moment ago, by somebody else or by itself
    var state =
        Readiness.await(
            instance,
            instance.spec().startTimeout(),
            text -> in.console().err().println("note: " + text));
    var status = Status.of(instance);
    if (in.json()) {
      status.json(in.out());
    } else {
      in.out().println("The partition runs already; nothing was changed.");
      status.print(in.out(), in.console().terminal());
    }
    if (!state.equals("running")) {
      throw new CommandFailure(Start.notRunning(state, instance));
    }
    return ExitCode.OK;
  }
}
