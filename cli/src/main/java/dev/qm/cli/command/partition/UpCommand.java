package dev.qm.cli.command.partition;

import dev.qm.cli.command.bluechi.Joining;
import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.run.Instance;
import dev.qm.partition.run.Readiness;
import dev.qm.partition.run.Runner;
import dev.qm.partition.setup.Setup;
import java.util.ArrayList;
import java.util.List;
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

            With --node the machine also joins BlueChi: its files are written on both sides as 'qm bluechi configure' does, \
            and what is left to do is printed. Without --controller the files have to say already where that is.
            """)
        .options(options())
        .example("qm up --yes", "From nothing to a running partition, installing what is missing")
        .example("qm up --from rootfs.tar.xz", "The same without a network")
        .example(
            "qm up --yes --node ecu2 --controller 192.0.2.1",
            "As the nodes ecu2 and qm.ecu2 of BlueChi")
        .exit(ExitCode.FAILURE, "the partition could not be set up, or is not running in the end")
        .build();
  }

  private static OptionSpec[] options() {
    var options = new ArrayList<OptionSpec>(List.of(SetupOptions.SHARED));
    options.add(Joining.NODE);
    options.add(Joining.CONTROLLER);
    options.add(Joining.IPC);
    return options.toArray(OptionSpec[]::new);
  }

  @Override
  public int run(Invocation in) throws Exception {
    var root = in.root();
    var joining = Joining.asked(in, root);
    Setup.requireRoot();
    var before = PartitionSpec.load(root);
    if (before.isPresent()) {
      Runner.of(before.get()).settle(text -> in.console().err().println("note: " + text));
    }
    var running = before.isPresent() ? Instance.find(before.get()) : Optional.<Instance>empty();
    var setup = SetupRun.plan(in, root, SetupOptions.request(in), Setup.Services.TELL);
    if (running.isPresent()) {
      return already(in, running.get(), setup, joining);
    }
    SetupRun.carryOut(in, setup);
    if (joining.isEmpty()) {
      return Start.andShow(in, PartitionSpec.require(root));
    }
    // the agent inside finds its file when it starts
    joining.get().write();
    var status = Start.andShow(in, PartitionSpec.require(root));
    joining.get().next();
    return status;
  }

  private static int already(
      Invocation in, Instance instance, Setup setup, Optional<Joining> joining) throws Exception {
    if (joining.isPresent()) {
      joining.get().write();
    }
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
      in.out()
          .println(
              joining.isPresent()
                  ? "The partition runs already; nothing but BlueChi's files was looked after."
                  : "The partition runs already; nothing was changed.");
      status.print(in.out(), in.console().terminal());
    }
    if (!state.equals("running")) {
      throw new CommandFailure(Start.notRunning(state, instance));
    }
    if (joining.isPresent()) {
      joining.get().next();
    }
    return ExitCode.OK;
  }
}
