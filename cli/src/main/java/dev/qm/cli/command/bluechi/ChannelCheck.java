package dev.qm.cli.command.bluechi;

import dev.qm.bluechi.relay.Endpoint;
import dev.qm.bluechi.relay.RelaySettings;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.Layout;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.ipc.declared.DeclaredChannels;
import dev.qm.partition.ipc.declared.NativeServer;
import dev.qm.partition.run.Instance;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.syntax.Problem.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What keeps the partition's agent from the relay's socket in /run/ipc. */
final class ChannelCheck {
  /** The rules of `qm ipc check` about how the partition sees that folder. */
  private static final String DOOR = "ipc-door";

  private final Root root;
  private final PartitionSpec spec;
  private final List<Problem> problems = new ArrayList<>();

  private ChannelCheck(Root root, PartitionSpec spec) {
    this.root = root;
    this.spec = spec;
  }

  /** What files say; nothing where the relay has no such socket. */
  static List<Problem> ofFiles(Root root, Optional<PartitionSpec> spec) throws HostException {
    if (spec.isEmpty()) {
      return List.of();
    }
    var check = new ChannelCheck(root, spec.get());
    for (var node : nodes(root)) {
      check.files(node);
    }
    return check.problems;
  }

  /** Whether the running partition sees the socket on which the relay listens. */
  static List<Problem> live(Root root, Optional<PartitionSpec> spec, Optional<Instance> running) {
    if (spec.isEmpty() || running.isEmpty()) {
      return List.of();
    }
    var check = new ChannelCheck(root, spec.get());
    for (var node : nodes(root)) {
      check.seen(node, running.get());
    }
    return check.problems;
  }

  /** The nodes whose socket is there; none where the file cannot be read, which is told by then. */
  private static List<RelaySettings.NodeSide> nodes(Root root) {
    try {
      return RelaySettings.read(root).map(RelaySettings::nodes).orElse(List.of()).stream()
          .filter(RelayPlan::isInDoor)
          .toList();
    } catch (HostException unreadable) {
      return List.of();
    }
  }

  private void files(RelaySettings.NodeSide node) throws HostException {
    if (NativeServer.all(root).stream().noneMatch(it -> it.path().equals(path(node)))) {
      add(
          node,
          "systemd makes no folder for " + path(node),
          "a drop-in of "
              + NativeServer.RELAY
              + " has to say RuntimeDirectory=, and QM_IPC_SOCKET=",
          "`qm bluechi configure --ipc` writes it");
    }
    for (var problem : DeclaredChannels.read(spec).problems()) {
      if (problem.rule().startsWith(DOOR)) {
        problems.add(problem);
      }
    }
  }

  private void seen(RelaySettings.NodeSide node, Instance running) {
    var here = root.at(path(node));
    if (!Files.exists(here)) {
      // that nobody listens is told already
      return;
    }
    // no link of the partition's leads away: /run/ipc is the host's own folder, mounted there
    var inside = Path.of("/proc", Integer.toString(running.pid()), "root" + path(node));
    try {
      if (Files.isSameFile(here, inside)) {
        return;
      }
    } catch (IOException unseen) {
      // as if it were another one
    }
    add(
        node,
        "the running partition does not see " + path(node),
        Layout.IPC + " came after it was started, or was made anew since",
        "`qm restart`");
  }

  private static String path(RelaySettings.NodeSide node) {
    return ((Endpoint.Unix) node.listen()).path();
  }

  private void add(RelaySettings.NodeSide node, String what, String why, String mend) {
    problems.add(
        new Problem(Severity.ERROR, "bluechi-channel", node.origin(), 1, 1, what, why, mend));
  }
}
