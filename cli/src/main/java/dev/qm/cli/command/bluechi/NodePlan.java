package dev.qm.cli.command.bluechi;

import dev.qm.bluechi.client.Node;
import dev.qm.bluechi.configuration.ConfFile;
import dev.qm.bluechi.configuration.ControllerTarget;
import dev.qm.bluechi.configuration.ControllerTarget.Tcp;
import dev.qm.bluechi.configuration.Layers;
import dev.qm.bluechi.configuration.Machine;
import dev.qm.bluechi.configuration.NewFiles;
import dev.qm.bluechi.configuration.NodeName;
import dev.qm.bluechi.configuration.Program;
import dev.qm.bluechi.configuration.Side;
import dev.qm.cli.parse.UsageException;
import dev.qm.partition.ipc.declared.ChannelName;
import dev.qm.partition.landing.NewFile;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * What {@code qm bluechi configure} puts on the host.
 *
 * @param name of the host's node
 * @param agent its agent's files
 * @param controller its controller's files; none where it has no controller of qm's
 * @param nodes those that the controller's file lets in
 * @param relay the relay's file; none where the agents speak to the controller themselves
 * @param channel by which the partition's agent comes to the relay, if it is none of the network
 */
record NodePlan(
    String name,
    List<Planned> agent,
    List<Planned> controller,
    List<String> nodes,
    List<Planned> relay,
    Optional<ChannelName> channel) {
  /** What the host is for its own agent. */
  private static final String HERE = "127.0.0.1";

  NodePlan {
    agent = List.copyOf(agent);
    controller = List.copyOf(controller);
    nodes = List.copyOf(nodes);
    relay = List.copyOf(relay);
  }

  /** A file and its text. */
  record Planned(String path, String text) {
    NewFile file() {
      return NewFile.of(path, text);
    }
  }

  /** Where the controller is to be. */
  sealed interface Where {
    /** As files say already. */
    record Said() implements Where {}

    /** On this machine. */
    record Here() implements Where {}

    /** On other ones, the first to try first. */
    record There(List<String> hosts) implements Where {
      public There {
        hosts = List.copyOf(hosts);
      }
    }
  }

  /**
   * What is asked for.
   *
   * @param name of the host's node, if it is said
   * @param nodes that the controller is to let in beside this machine's
   * @param port of the controller, if it is said
   */
  record Request(Optional<String> name, Where where, List<String> nodes, Optional<Integer> port) {
    Request {
      nodes = List.copyOf(nodes);
    }
  }

  static NodePlan of(Machine machine, Request request) throws UsageException {
    var name = request.name().orElse(machine.nodeName());
    requireName(name, request.name().isPresent());
    var controller = controllerFiles(machine, request, name);
    return new NodePlan(
        name,
        agentFiles(machine, request, name),
        controller,
        controller.isEmpty() ? List.of() : nodes(machine, request, name),
        List.of(),
        Optional.empty());
  }

  private static void requireName(String name, boolean isSaid) throws UsageException {
    var flaw = NodeName.flaw(name);
    if (flaw.isPresent()) {
      throw new UsageException(
          "the node cannot be called '" + name + "': the name " + flaw.get().what(),
          "--name NAME with letters, digits, . and -");
    }
    if (!isSaid && name.equals("localhost")) {
      throw new UsageException(
          "the host has no name: it is called localhost, as any other is", "--name NAME");
    }
    if (name.startsWith(Node.QM)) {
      throw new UsageException(
          "the node cannot be called '" + name + "': qm.NAME is a partition's",
          "--name NAME without it");
    }
    requireShort(NodeName.ofPartition(name), name);
  }

  /** The controller's file has a section a node, whose name BlueChi cuts. */
  private static void requireShort(String node, String said) throws UsageException {
    if (!NodeName.isShort(node)) {
      throw new UsageException(
          "the node cannot be called '"
              + said
              + "': "
              + node
              + " is longer than "
              + NodeName.LONGEST
              + " bytes",
          "a section [node NAME] of the controller's files is cut there; take a shorter one");
    }
  }

  private static List<Planned> agentFiles(Machine machine, Request request, String name)
      throws UsageException {
    var layers = machine.hostAgent().layers();
    var others = without(layers);
    var files = new ArrayList<Planned>();
    vendor(machine.hostAgent()).ifPresent(files::add);
    files.add(
        new Planned(
            place(Program.AGENT),
            NewFiles.agent(
                name,
                controller(machine, request, own(layers), others),
                others.setting(ControllerTarget.LIST).isPresent()
                    ? NewFiles.Address.SAID
                    : NewFiles.Address.NONE)));
    return files;
  }

  /** Where the agent's file is to say that the controller is; nothing where others say it. */
  private static Optional<NewFiles.Controller> controller(
      Machine machine, Request request, Layers own, Layers others) throws UsageException {
    return switch (request.where()) {
      case Where.Here() ->
          Optional.of(
              new NewFiles.Controller(
                  List.of(HERE),
                  request
                      .port()
                      .or(() -> ControllerTarget.port(without(machine.controller().layers())))
                      .or(() -> ControllerTarget.port(machine.controller().layers()))
                      .filter(port -> port != ControllerTarget.PORT)));
      case Where.There(var hosts) -> Optional.of(there(hosts, request.port(), others));
      case Where.Said() -> {
        var before = before(own);
        if (!before.isEmpty()) {
          yield Optional.of(
              there(
                  before.stream().map(Tcp::host).toList(),
                  request.port().or(() -> port(before, own)),
                  others));
        }
        if (!ControllerTarget.isSaid(others)) {
          throw new UsageException(
              "nothing says where the controller is",
              "--controller HOST, or --here for one on this machine");
        }
        if (request.port().isPresent()) {
          throw new UsageException(
              "--port goes with --controller or --here",
              "without them the files say already where the controller is");
        }
        yield Optional.empty();
      }
    };
  }

  private static NewFiles.Controller there(
      List<String> hosts, Optional<Integer> port, Layers others) throws UsageException {
    if (hosts.size() == 1) {
      return new NewFiles.Controller(hosts, port);
    }
    // an address has a port of its own, whatever ControllerPort= says
    var several = new NewFiles.Controller(hosts, port.or(() -> ControllerTarget.port(others)));
    if (NewFiles.addresses(several).length() > ConfFile.LONGEST_LINE) {
      throw new UsageException(
          "--controller has too many names, or too long ones",
          "BlueChi reads lines of up to " + ConfFile.LONGEST_LINE + " bytes");
    }
    return several;
  }

  /** What an earlier call said of the controller. */
  private static List<Tcp> before(Layers own) {
    var targets = new ArrayList<Tcp>();
    for (var target : ControllerTarget.of(own)) {
      if (target instanceof Tcp tcp && tcp.said().isPresent()) {
        targets.add(tcp);
      }
    }
    return targets;
  }

  private static Optional<Integer> port(List<Tcp> before, Layers own) {
    return before.size() == 1
        ? ControllerTarget.port(own)
        : Optional.of(before.getFirst().port()).filter(port -> port != ControllerTarget.PORT);
  }

  private static List<Planned> controllerFiles(Machine machine, Request request, String name)
      throws UsageException {
    var side = machine.controller();
    var own = own(side.layers());
    var isHere =
        switch (request.where()) {
          case Where.Here() -> true;
          case Where.Said() -> own.isConfigured();
          case Where.There _ -> false;
        };
    if (!isHere) {
      if (!request.nodes().isEmpty()) {
        throw new UsageException(
            "--nodes is for the controller, which is not on this machine",
            "--here, or call `qm bluechi configure` where it is");
      }
      return List.of();
    }
    var files = new ArrayList<Planned>();
    vendor(side).ifPresent(files::add);
    files.add(
        new Planned(
            place(Program.CONTROLLER),
            NewFiles.controller(
                nodes(machine, request, name),
                request
                    .port()
                    .or(() -> ControllerTarget.port(own))
                    .filter(port ->
                        port != ControllerTarget.PORT
                            || ControllerTarget.port(without(side.layers())).isPresent()))));
    return files;
  }

  /** This machine's two, those of an earlier call, and those that are new. */
  private static List<String> nodes(Machine machine, Request request, String name)
      throws UsageException {
    var nodes = new LinkedHashSet<>(List.of(name, NodeName.ofPartition(name)));
    nodes.addAll(own(machine.controller().layers()).allowedNodes());
    for (var node : request.nodes()) {
      var flaw = NodeName.flaw(node);
      if (flaw.isPresent()) {
        throw new UsageException(
            "--nodes: no node can be called '" + node + "': the name " + flaw.get().what(),
            "names of letters, digits, . and -, with commas between them");
      }
      requireShort(node, node);
      nodes.add(node);
    }
    return List.copyOf(nodes);
  }

  private static Optional<Planned> vendor(Side side) {
    var program = side.layers().program();
    return switch (side.installed()) {
      case YES, BOTH ->
          side.layers().vendor().isEmpty()
              ? Optional.of(new Planned(program.vendorFile(), NewFiles.vendor(program)))
              : Optional.empty();
      case OURS, NO -> Optional.empty();
    };
  }

  /** Where qm's own drop-in is. */
  static String place(Program program) {
    return "/etc/" + program.folder() + "/" + NewFiles.NAME;
  }

  /** What qm's own drop-in says now. */
  private static Layers own(Layers layers) {
    return new Layers(
        layers.program(),
        Optional.empty(),
        Optional.empty(),
        layers.dropIns().stream().filter(NodePlan::isOwn).toList());
  }

  /** What is said beside qm's own drop-in. */
  static Layers without(Layers layers) {
    return new Layers(
        layers.program(),
        layers.vendor(),
        layers.main(),
        layers.dropIns().stream().filter(file -> !isOwn(file)).toList());
  }

  private static boolean isOwn(ConfFile file) {
    return file.file().endsWith(NewFiles.NAME);
  }
}
