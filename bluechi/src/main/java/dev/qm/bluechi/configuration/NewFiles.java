package dev.qm.bluechi.configuration;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The files that qm writes for BlueChi, as drop-ins that yours come after. */
public final class NewFiles {
  /** The name of each in its folder. */
  public static final String NAME = "10-qm.conf";

  private static final String HEAD =
      "# Written by `qm bluechi configure`. Put changes into a file of a higher number: it wins.\n";

  private NewFiles() {}

  /**
   * Where the agent is to find its controller.
   *
   * @param hosts names or addresses, the first to try first
   * @param port where it is not {@link ControllerTarget#PORT}
   */
  public record Controller(List<String> hosts, Optional<Integer> port) {
    public Controller {
      hosts = List.copyOf(hosts);
    }
  }

  /** Whether an address stands in other files, which would win over a host. */
  public enum Address {
    NONE,
    SAID
  }

  /** The host agent's drop-in. */
  public static String agent(String name, Optional<Controller> controller, Address address) {
    var text = new StringBuilder(HEAD);
    text.append("# See bluechi-agent.conf(5).\n[bluechi-agent]\n");
    text.append("NodeName=").append(name).append('\n');
    if (controller.isPresent() && controller.get().hosts().size() > 1) {
      text.append("# the first that answers; ControllerHost= can name but one\n");
      text.append(addresses(controller.get())).append('\n');
    } else if (controller.isPresent()) {
      if (address == Address.SAID) {
        text.append("# another file has an address, which would win over the host\n");
        text.append("ControllerAddress=\n");
      }
      text.append("ControllerHost=").append(controller.get().hosts().getFirst()).append('\n');
      controller
          .get()
          .port()
          .ifPresent(port -> text.append("ControllerPort=").append(port).append('\n'));
    }
    return text.toString();
  }

  /**
   * The host agent's drop-in where a relay speaks for it.
   *
   * @param socket where the relay listens
   */
  public static String agentOfRelay(String name, String socket) {
    return agentOf(
        name,
        "`qm bluechi relay`, which has the node's key and knows where the controller is",
        socket);
  }

  /**
   * The host agent's drop-in where the controller is on the same machine, and reached by nobody
   * else.
   *
   * @param socket the controller's own
   */
  public static String agentOfSocket(String name, String socket) {
    return agentOf(name, "the controller's own socket; it listens on no port", socket);
  }

  private static String agentOf(String name, String what, String socket) {
    return HEAD
        + "# See bluechi-agent.conf(5).\n[bluechi-agent]\nNodeName="
        + name
        + "\n# "
        + what
        + "\n"
        + ControllerTarget.LIST
        + "=unix:path="
        + socket
        + "\n";
  }

  /** The controller's drop-in of a machine whose nodes are the only ones. */
  public static String controllerOfSockets(List<String> nodes) {
    return withoutPort(
        nodes, "both nodes come by sockets of this machine, and no other one by the network");
  }

  /** The controller's drop-in where only a relay is to reach it, by its socket. */
  public static String controllerOfRelay(List<String> nodes) {
    return withoutPort(nodes, "other machines come through `qm bluechi relay`");
  }

  private static String withoutPort(List<String> nodes, String why) {
    return controller(nodes, Optional.empty())
        + "\n[bluechi-controller]\n# "
        + why
        + "\n"
        + KnownKey.USE_TCP.word()
        + "=false\n"
        + KnownKey.USE_UDS.word()
        + "=true\n";
  }

  /** The line of more than one: sd_bus_set_address(3). BlueChi takes none that is too long. */
  public static String addresses(Controller controller) {
    var port = controller.port().orElse(ControllerTarget.PORT);
    return ControllerTarget.LIST
        + "="
        + controller.hosts().stream()
            .map(host -> "tcp:host=" + host + ",port=" + port)
            .collect(Collectors.joining(";"));
  }

  /**
   * The controller's drop-in: a section a node, since AllowedNodeNames= of one file takes the place
   * of that of another.
   *
   * @param port where it is not {@link ControllerTarget#PORT}
   */
  public static String controller(List<String> nodes, Optional<Integer> port) {
    var text = new StringBuilder(HEAD);
    text.append("# See bluechi-controller.conf(5). AllowedNodeNames= here would take the place of")
        .append(" yours; sections add to it.\n");
    port.ifPresent(
        it -> text.append("[bluechi-controller]\nControllerPort=").append(it).append('\n'));
    for (var node : nodes) {
      text.append("\n[").append(KnownKey.NODE_SECTION).append(node).append("]\nAllowed=true\n");
    }
    return text.toString();
  }

  /** A package's file, where a machine lacks it: without one the program does not start. */
  public static String vendor(Program program) {
    return "# Written by `qm bluechi configure`: "
        + program.word()
        + " does not start without this file.\n["
        + program.word()
        + "]\n";
  }
}
