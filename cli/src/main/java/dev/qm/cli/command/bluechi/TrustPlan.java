package dev.qm.cli.command.bluechi;

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
import dev.qm.partition.landing.Changes;
import dev.qm.partition.landing.LandedRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@code qm bluechi configure --trust} puts on the host: {@link NodePlan}, with the relay. */
final class TrustPlan {
  /** Where the relay listens for the host's agent: RuntimeDirectory= of its service. */
  private static final String SOCKETS = "/run/qm-bluechi/";

  /** Where the partition's agent looks for its controller: the host, at BlueChi's own port. */
  private static final int INSIDE = 842;

  /** The networks that Podman gives partitions: docs/decisions/0005. */
  private static final String PARTITIONS = "172.30.0.0/16";

  private static final String HERE = "127.0.0.1";

  private TrustPlan() {}

  /**
   * The plan, with the relay where it is asked for, or where an earlier call has put one.
   *
   * @param isAsked whether it is asked for now
   */
  static NodePlan of(Root root, Machine machine, NodePlan.Request request, boolean isAsked)
      throws UsageException, HostException {
    var isThere = LandedRecords.nodes(root, Changes.UNTOLD).names().contains(NodeFiles.RELAY);
    if (!isAsked && !isThere) {
      return NodePlan.of(machine, request);
    }
    var before = isThere ? RelaySettings.read(root) : Optional.<RelaySettings>empty();
    var where = before.isPresent() ? where(request.where(), before.get()) : request.where();
    var port = request.port().or(() -> before.flatMap(TrustPlan::port));
    var plan =
        NodePlan.of(
            machine,
            new NodePlan.Request(request.name(), where, request.nodes(), Optional.empty()));
    return trusted(machine, plan, where, port);
  }

  /** The port on which a planned relay of a controller listens. */
  static int port(NodePlan plan) {
    return settings(plan).flatMap(TrustPlan::port).orElse(RelaySettings.PORT);
  }

  /** The machines with the controllers, where they are others. */
  static List<String> controllers(NodePlan plan) {
    var hosts = new ArrayList<String>();
    settings(plan)
        .ifPresent(it ->
            it.nodes()
                .getFirst()
                .controllers()
                .forEach(place -> hosts.add(place.host().orElse(HERE))));
    return hosts;
  }

  private static NodePlan trusted(
      Machine machine, NodePlan plan, NodePlan.Where where, Optional<Integer> port)
      throws UsageException {
    var name = plan.name();
    try {
      TrustFolder.requireName(NodeName.ofPartition(name));
    } catch (HostException flaw) {
      throw new UsageException("--trust: " + flaw.getMessage(), flaw.mend().orElse("--name NAME"));
    }
    if (machine.partition().isPresent()
        && machine.partition().get().network() == Machine.Network.HOST) {
      throw new UsageException(
          "--trust needs a partition with a network of its own",
          "in the host's network nobody can tell its agent from other programs; see Network= of"
              + " qm.container");
    }
    if (where instanceof NodePlan.Where.Said) {
      throw new UsageException(
          "--trust has to know where the controller is", "--controller HOST, or --here");
    }
    var agent = new ArrayList<NodePlan.Planned>();
    for (var file : plan.agent()) {
      agent.add(
          file.path().equals(NodePlan.place(Program.AGENT))
              ? new NodePlan.Planned(file.path(), NewFiles.agentOfRelay(name, socket(name)))
              : file);
    }
    var controller = new ArrayList<NodePlan.Planned>();
    for (var file : plan.controller()) {
      controller.add(
          file.path().equals(NodePlan.place(Program.CONTROLLER))
              ? new NodePlan.Planned(file.path(), NewFiles.controllerOfRelay(plan.nodes()))
              : file);
    }
    return new NodePlan(
        name,
        agent,
        controller,
        plan.nodes(),
        List.of(new NodePlan.Planned(RelaySettings.FILE, relay(name, where, port))));
  }

  private static String relay(String name, NodePlan.Where where, Optional<Integer> port) {
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
    text.append("\nController=").append(places(controllers, port)).append('\n');
    text.append("\n# its agent finds the host at BlueChi's port; nobody else may connect there\n");
    text.append("[Node ").append(NodeName.ofPartition(name)).append("]\nListenStream=");
    text.append(INSIDE).append("\nFrom=").append(PARTITIONS);
    text.append("\nController=").append(places(controllers, port)).append('\n');
    return text.toString();
  }

  private static String places(List<String> hosts, Optional<Integer> port) {
    var places = new ArrayList<String>();
    for (var host : hosts) {
      places.add(new Endpoint.Tcp(Optional.of(host), port.orElse(RelaySettings.PORT)).toString());
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
    if (before.controller().isPresent()) {
      return new NodePlan.Where.Here();
    }
    return new NodePlan.Where.There(
        before.nodes().getFirst().controllers().stream()
            .map(it -> it.host().orElse(HERE))
            .toList());
  }

  private static Optional<Integer> port(RelaySettings settings) {
    return settings
        .controller()
        .map(it -> it.listen().port())
        .or(() ->
            settings.nodes().stream()
                .flatMap(it -> it.controllers().stream())
                .findFirst()
                .map(Endpoint.Tcp::port));
  }

  private static Optional<RelaySettings> settings(NodePlan plan) {
    try {
      var file = plan.relay().getFirst();
      return Optional.of(RelaySettings.parse(java.nio.file.Path.of(file.path()), file.text()));
    } catch (HostException never) {
      throw new IllegalStateException("what was planned is understood", never);
    }
  }
}
