package dev.qm.cli.command.bluechi;

import dev.qm.bluechi.configuration.ControllerTarget;
import dev.qm.bluechi.configuration.Machine;
import dev.qm.bluechi.configuration.NewFiles;
import dev.qm.bluechi.configuration.NodeName;
import dev.qm.bluechi.configuration.Program;
import dev.qm.bluechi.relay.Endpoint;
import dev.qm.bluechi.relay.RelaySettings;
import dev.qm.bluechi.trust.TrustFolder;
import dev.qm.cli.parse.UsageException;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.Layout;
import dev.qm.partition.ipc.declared.ChannelName;
import dev.qm.partition.ipc.declared.NativeServer;
import dev.qm.partition.landing.Changes;
import dev.qm.partition.landing.LandedRecords;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code qm bluechi configure} puts on the host where agents speak through a relay: {@link
 * NodePlan}, with the relay's file.
 */
final class RelayPlan {
  /** The channel between the relay and the partition's agent. */
  static final ChannelName CHANNEL = new ChannelName("bluechi");

  /** Where the relay listens for the host's agent: RuntimeDirectory= of its service. */
  private static final String SOCKETS = "/run/qm-bluechi/";

  /** Where it listens for the partition's agent, in the one folder that both sides see. */
  private static final String DOOR = Layout.IPC + "/" + CHANNEL + "/" + CHANNEL + ".sock";

  /** Where the partition's agent looks for its controller: the host, at BlueChi's own port. */
  private static final int INSIDE = 842;

  /** The networks that Podman gives partitions: docs/decisions/0005. */
  private static final String PARTITIONS = "172.30.0.0/16";

  private static final String HERE = "127.0.0.1";

  private RelayPlan() {}

  /** What a relay is for. */
  enum Use {
    /** Nodes are who their certificate says, on both sides. */
    CERTIFICATES,
    /** The partition's agent comes by a socket in /run/ipc. */
    CHANNEL
  }

  /**
   * The plan, with the relay where it is asked for, or where an earlier call has put one.
   *
   * @param asked what it is asked for now
   */
  static NodePlan of(Root root, Machine machine, NodePlan.Request request, Set<Use> asked)
      throws UsageException, HostException {
    var isThere = LandedRecords.nodes(root, Changes.UNTOLD).names().contains(NodeFiles.RELAY);
    var before = isThere ? RelaySettings.read(root) : Optional.<RelaySettings>empty();
    var uses = EnumSet.noneOf(Use.class);
    uses.addAll(asked);
    before.ifPresent(it -> uses.addAll(uses(it)));
    if (uses.isEmpty()) {
      return NodePlan.of(machine, request);
    }
    var where = before.isPresent() ? where(request.where(), before.get()) : request.where();
    if (uses.contains(Use.CERTIFICATES)) {
      // a port without TLS is none of the relay's
      var port =
          request.port().or(() -> before.filter(RelayPlan::isCertified).flatMap(RelayPlan::port));
      var plan =
          NodePlan.of(
              machine,
              new NodePlan.Request(request.name(), where, request.nodes(), Optional.empty()));
      return trusted(machine, plan, where, port, uses);
    }
    return plain(machine, request, where, before);
  }

  /** Whether the nodes of a plan need certificates. */
  static boolean isCertified(NodePlan plan) {
    return settings(plan).filter(RelayPlan::isCertified).isPresent();
  }

  /** The port on which a planned relay of a controller listens. */
  static int port(NodePlan plan) {
    return settings(plan).flatMap(RelayPlan::port).orElse(RelaySettings.PORT);
  }

  /** The machines with the controllers, where they are others. */
  static List<String> controllers(NodePlan plan) {
    return settings(plan).map(RelayPlan::hosts).orElse(List.of());
  }

  private static Set<Use> uses(RelaySettings settings) {
    var uses = EnumSet.noneOf(Use.class);
    if (isCertified(settings)) {
      uses.add(Use.CERTIFICATES);
    }
    if (settings.nodes().stream().anyMatch(RelayPlan::isInDoor)) {
      uses.add(Use.CHANNEL);
    }
    return uses;
  }

  private static boolean isCertified(RelaySettings settings) {
    return settings.controller().isPresent()
        || settings.nodes().stream()
            .anyMatch(it -> it.way() instanceof RelaySettings.Way.Certified);
  }

  /** Whether a node comes through the one folder that both sides see. */
  static boolean isInDoor(RelaySettings.NodeSide node) {
    return node.listen() instanceof Endpoint.Unix(var path) && path.startsWith(Layout.IPC + "/");
  }

  /** Without certificates: the partition's agent alone speaks through the relay. */
  private static NodePlan plain(
      Machine machine,
      NodePlan.Request request,
      NodePlan.Where asked,
      Optional<RelaySettings> before)
      throws UsageException {
    var where = asked instanceof NodePlan.Where.Said ? said(machine) : asked;
    var port =
        request
            .port()
            .or(() ->
                asked instanceof NodePlan.Where.There
                        && request.where() instanceof NodePlan.Where.Said
                    ? before.flatMap(RelayPlan::port)
                    : ControllerTarget.port(machine.hostAgent().layers()))
            .filter(it -> it != ControllerTarget.PORT);
    var plan =
        NodePlan.of(machine, new NodePlan.Request(request.name(), where, request.nodes(), port));
    var places =
        switch (where) {
          case NodePlan.Where.There(var hosts) -> places(hosts, port.orElse(ControllerTarget.PORT));
          case NodePlan.Where.Here _, NodePlan.Where.Said _ -> RelaySettings.SOCKET;
        };
    var relay =
        new StringBuilder("# Written by `qm bluechi configure --ipc`, for ")
            .append(NativeServer.RELAY)
            .append(".\n");
    door(relay, plan.name(), "Socket=" + places);
    var isAlone = where instanceof NodePlan.Where.Here && port.isEmpty() && isAlone(machine, plan);
    return new NodePlan(
        plan.name(),
        isAlone
            ? with(
                plan.agent(),
                Program.AGENT,
                NewFiles.agentOfSocket(plan.name(), RelaySettings.SOCKET))
            : plan.agent(),
        isAlone
            ? with(
                plan.controller(), Program.CONTROLLER, NewFiles.controllerOfSockets(plan.nodes()))
            : plan.controller(),
        plan.nodes(),
        List.of(new NodePlan.Planned(RelaySettings.FILE, relay.toString())),
        Optional.of(CHANNEL));
  }

  /** Whether the controller has no nodes but this machine's, so that it needs no port. */
  private static boolean isAlone(Machine machine, NodePlan plan) {
    var own = Set.of(plan.name(), NodeName.ofPartition(plan.name()));
    var layers = machine.controller().layers();
    return own.containsAll(plan.nodes())
        && own.containsAll(layers.allowedNodes())
        && ControllerTarget.port(NodePlan.without(layers)).isEmpty();
  }

  /** Where the files say that the controller is. */
  private static NodePlan.Where said(Machine machine) throws UsageException {
    var hosts = new ArrayList<String>();
    for (var target : ControllerTarget.of(machine.hostAgent().layers())) {
      switch (target) {
        case ControllerTarget.Tcp tcp when tcp.said().isPresent() && !tcp.isHere() ->
            hosts.add(tcp.host());
        case ControllerTarget.Tcp tcp when tcp.said().isPresent() -> {
          return new NodePlan.Where.Here();
        }
        case ControllerTarget.Local _ -> {
          return new NodePlan.Where.Here();
        }
        case ControllerTarget.Tcp _, ControllerTarget.Other _ -> {}
      }
    }
    if (hosts.isEmpty()) {
      throw new UsageException(
          "--ipc has to know where the controller is", "--controller HOST, or --here");
    }
    return new NodePlan.Where.There(hosts);
  }

  private static List<NodePlan.Planned> with(
      List<NodePlan.Planned> files, Program program, String text) {
    return files.stream()
        .map(file ->
            file.path().equals(NodePlan.place(program))
                ? new NodePlan.Planned(file.path(), text)
                : file)
        .toList();
  }

  private static NodePlan trusted(
      Machine machine, NodePlan plan, NodePlan.Where where, Optional<Integer> port, Set<Use> uses)
      throws UsageException {
    var name = plan.name();
    try {
      TrustFolder.requireName(NodeName.ofPartition(name));
    } catch (HostException flaw) {
      throw new UsageException("--trust: " + flaw.getMessage(), flaw.mend().orElse("--name NAME"));
    }
    if (!uses.contains(Use.CHANNEL)
        && machine.partition().isPresent()
        && machine.partition().get().network() == Machine.Network.HOST) {
      throw new UsageException(
          "--trust needs a partition with a network of its own",
          "in the host's network nobody can tell its agent from other programs: take --ipc too, or"
              + " see Network= of qm.container");
    }
    if (where instanceof NodePlan.Where.Said) {
      throw new UsageException(
          "--trust has to know where the controller is", "--controller HOST, or --here");
    }
    return new NodePlan(
        name,
        with(plan.agent(), Program.AGENT, NewFiles.agentOfRelay(name, socket(name))),
        with(plan.controller(), Program.CONTROLLER, NewFiles.controllerOfRelay(plan.nodes())),
        plan.nodes(),
        List.of(new NodePlan.Planned(RelaySettings.FILE, relay(name, where, port, uses))),
        uses.contains(Use.CHANNEL) ? Optional.of(CHANNEL) : Optional.empty());
  }

  private static String relay(
      String name, NodePlan.Where where, Optional<Integer> port, Set<Use> uses) {
    var text =
        new StringBuilder(
            "# Written by `qm bluechi configure --trust`, for qm-bluechi-relay.service.\n");
    if (where instanceof NodePlan.Where.Here) {
      text.append("\n# nodes connect here over TLS, and reach the controller's own socket\n");
      text.append("[Controller]\nListenStream=").append(port.orElse(RelaySettings.PORT));
      text.append('\n');
    }
    var controllers =
        switch (where) {
          case NodePlan.Where.There(var hosts) -> hosts;
          case NodePlan.Where.Here _, NodePlan.Where.Said _ -> List.of(HERE);
        };
    text.append("\n[Node ").append(name).append("]\nListenStream=").append(socket(name));
    var onward = "Controller=" + places(controllers, port.orElse(RelaySettings.PORT));
    text.append('\n').append(onward).append('\n');
    if (uses.contains(Use.CHANNEL)) {
      door(text, name, onward);
      return text.toString();
    }
    text.append("\n# its agent finds the host at BlueChi's port; nobody else may connect there\n");
    text.append("[Node ").append(NodeName.ofPartition(name)).append("]\nListenStream=");
    text.append(INSIDE).append("\nFrom=").append(PARTITIONS).append('\n');
    return text.append(onward).append('\n').toString();
  }

  /** The section of the partition's node, whose agent needs no network. */
  private static void door(StringBuilder text, String name, String onward) {
    text.append(
        "\n# its agent comes by this socket, without a network, and can be no other node\n");
    text.append("[Node ").append(NodeName.ofPartition(name)).append("]\nListenStream=");
    text.append(DOOR).append('\n').append(onward).append('\n');
  }

  private static String places(List<String> hosts, int port) {
    var places = new ArrayList<String>();
    for (var host : hosts) {
      places.add(new Endpoint.Tcp(Optional.of(host), port).toString());
    }
    return String.join(" ", places);
  }

  private static String socket(String name) {
    return SOCKETS + name + ".sock";
  }

  /** What an earlier call said stays, where nothing else is said now. */
  private static NodePlan.Where where(NodePlan.Where now, RelaySettings before) {
    if (!(now instanceof NodePlan.Where.Said) || before.nodes().isEmpty()) {
      return now;
    }
    var hosts = hosts(before);
    return before.controller().isPresent() || hosts.isEmpty()
        ? new NodePlan.Where.Here()
        : new NodePlan.Where.There(hosts);
  }

  /** The machines that the relay goes on to; none where it goes to a socket. */
  private static List<String> hosts(RelaySettings settings) {
    var hosts = new ArrayList<String>();
    for (var place : settings.nodes().getFirst().way().places()) {
      if (place instanceof Endpoint.Tcp tcp) {
        hosts.add(tcp.host().orElse(HERE));
      }
    }
    return hosts;
  }

  private static Optional<Integer> port(RelaySettings settings) {
    if (settings.controller().isPresent()) {
      return settings.controller().map(it -> it.listen().port());
    }
    for (var node : settings.nodes()) {
      for (var place : node.way().places()) {
        if (place instanceof Endpoint.Tcp tcp) {
          return Optional.of(tcp.port());
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<RelaySettings> settings(NodePlan plan) {
    try {
      return plan.relay().isEmpty()
          ? Optional.empty()
          : Optional.of(
              RelaySettings.parse(
                  Path.of(plan.relay().getFirst().path()), plan.relay().getFirst().text()));
    } catch (HostException never) {
      throw new IllegalStateException("what was planned is understood", never);
    }
  }
}
