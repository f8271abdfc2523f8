package dev.qm.cli.command.bluechi;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.PartitionSpec;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A machine and its partition become nodes of BlueChi while the partition is set up. */
public final class Joining {
  /** The host's node. */
  public static final OptionSpec.Value NODE =
      OptionSpec.text(
          "node",
          "NAME",
          "make this machine two nodes of BlueChi, NAME and qm.NAME; see qm bluechi configure");

  /** Where its controller is. */
  public static final OptionSpec.Value CONTROLLER =
      OptionSpec.text(
          "controller",
          "HOST[,HOST2]",
          "with --node: the controller's machine, and others for when it refuses");

  /** How the partition's agent gets there. */
  public static final OptionSpec.Flag IPC =
      OptionSpec.flag(
          "ipc",
          "with --node: let the partition's agent speak through /run/ipc, without a network");

  private final Root root;
  private final NodeFiles files;
  private final PrintStream out;
  private final NodePlan plan;
  private NextSteps.Door door = NextSteps.Door.AS_BEFORE;

  private Joining(Root root, NodeFiles files, PrintStream out, NodePlan plan) {
    this.root = root;
    this.files = files;
    this.out = out;
    this.plan = plan;
  }

  /**
   * What is asked for, if it is; nothing is changed.
   *
   * @throws UsageException when it cannot be meant
   * @throws HostException when something else made one of the files
   */
  public static Optional<Joining> asked(Invocation in, Root root)
      throws UsageException, HostException {
    var name = in.value(NODE);
    var controller = in.value(CONTROLLER);
    if (name.isEmpty()) {
      if (controller.isPresent()) {
        throw new UsageException(
            "--controller goes with --node", "--node NAME, what the host's node is called");
      }
      if (in.has(IPC)) {
        throw new UsageException(
            "--ipc goes with --node", "--node NAME, what the host's node is called");
      }
      return Optional.empty();
    }
    NodePlan.Where where =
        controller.isPresent() ? Hosts.where(controller.get()) : new NodePlan.Where.Said();
    var spec = PartitionSpec.load(root);
    var plan =
        RelayPlan.of(
            root,
            MachineFiles.read(root, spec),
            new NodePlan.Request(name, where, List.of(), Optional.empty()),
            in.has(IPC) ? Set.of(RelayPlan.Use.CHANNEL) : Set.of());
    // standard output is for programs then
    var out = in.json() ? in.console().err() : in.out();
    var files = new NodeFiles(root, in, out);
    files.requireFree(plan, spec);
    return Optional.of(new Joining(root, files, out, plan));
  }

  /** Writes the files of both sides, before the partition starts or while it runs. */
  public void write() throws HostException {
    var spec = PartitionSpec.load(root);
    door = files.write(plan, spec).door();
    files.remarks(MachineFiles.read(root, spec));
  }

  /** Says what is left to do. */
  public void next() throws HostException {
    NextSteps.of(root, MachineFiles.read(root, PartitionSpec.load(root)), plan, door).print(out);
  }
}
