package dev.qm.bluechi.relay;

import dev.qm.bluechi.trust.TrustFolder;
import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.Root;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.UnitFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What the relay does on a machine: a file with a section [Controller] where the controller is, and
 * a section [Node NAME] for each node of the machine that speaks through it.
 *
 * @param controller nothing where the controller is elsewhere
 */
public record RelaySettings(Optional<ControllerSide> controller, List<NodeSide> nodes) {
  /** Where the file is, as the machine itself names it. */
  public static final String FILE = TrustFolder.PLACE + "/relay.conf";

  /** The port for TLS, unless another one is said. */
  public static final int PORT = 8420;

  /** The controller's own socket, unless another one is said. */
  public static final String SOCKET = "/run/bluechi/bluechi.sock";

  private static final String CONTROLLER = "Controller";
  private static final String LISTEN = "ListenStream";
  private static final String ENGINE = "Socket";
  private static final String FROM = "From";

  /**
   * In front of the controller.
   *
   * @param listen where other machines connect, over TLS
   * @param socket where the controller itself listens
   */
  public record ControllerSide(Endpoint.Tcp listen, Endpoint socket, Origin origin) {}

  /**
   * In front of an agent.
   *
   * @param name of its node, which its certificate has
   * @param listen where the agent connects
   * @param from who may connect to a port; nothing where the socket's file says it
   * @param way to the controller
   */
  public record NodeSide(String name, Endpoint listen, List<Subnet> from, Way way, Origin origin) {
    public NodeSide {
      from = List.copyOf(from);
    }
  }

  /** How an agent's messages go on. */
  public sealed interface Way {
    /** Where to, the first to try first. */
    List<? extends Endpoint> places();

    /** Over TLS, with the node's certificate, to the relays of the controllers. */
    record Certified(List<Endpoint.Tcp> places) implements Way {
      public Certified {
        places = List.copyOf(places);
      }
    }

    /** As they are, to the controllers themselves. */
    record Plain(List<Endpoint> places) implements Way {
      public Plain {
        places = List.copyOf(places);
      }
    }
  }

  public RelaySettings {
    nodes = List.copyOf(nodes);
  }

  /**
   * What the file of a machine says; nothing where there is none.
   *
   * @throws HostException when it cannot be read or understood, with file and line
   */
  public static Optional<RelaySettings> read(Root root) throws HostException {
    var file = root.at(FILE);
    var text = OwnFile.text(file);
    return text.isPresent() ? Optional.of(parse(file, text.get())) : Optional.empty();
  }

  /**
   * What such a file says.
   *
   * @throws HostException for the first thing that is not understood, with file and line
   */
  public static RelaySettings parse(Path file, String text) throws HostException {
    var unit = OwnFile.parse(file, text, CONTROLLER);
    var controller = Optional.<ControllerSide>empty();
    var nodes = new ArrayList<NodeSide>();
    for (var section : unit.sections()) {
      var header = unit.header(section).orElseThrow();
      var node = OwnFile.node(section);
      if (section.equals(CONTROLLER)) {
        controller = Optional.of(controller(unit, header));
      } else if (node.isPresent()) {
        nodes.add(node(unit, section, node.get(), header));
      } else {
        throw OwnFile.at(
            header,
            "there is no section [" + section + "]",
            "the sections are [Controller] and [Node NAME]");
      }
    }
    if (controller.isEmpty() && nodes.isEmpty()) {
      throw OwnFile.at(
          new Origin(file, 1), "it says nothing to do", "write [Controller] or [Node NAME]");
    }
    return new RelaySettings(controller, nodes);
  }

  private static ControllerSide controller(UnitFile unit, Origin header) throws HostException {
    OwnFile.requireKeys(unit, CONTROLLER, Set.of(LISTEN, ENGINE));
    var listen = new Endpoint.Tcp(Optional.empty(), PORT);
    var said = unit.last(CONTROLLER, LISTEN);
    if (said.isPresent()) {
      if (!(endpoint(said.get()) instanceof Endpoint.Tcp tcp)) {
        throw OwnFile.at(
            said.get(),
            "other machines cannot connect to a socket in a file",
            "PORT, or ADDRESS:PORT");
      }
      listen = tcp;
    }
    var socket = unit.last(CONTROLLER, ENGINE);
    return new ControllerSide(
        listen, socket.isPresent() ? endpoint(socket.get()) : new Endpoint.Unix(SOCKET), header);
  }

  private static NodeSide node(UnitFile unit, String section, String name, Origin header)
      throws HostException {
    OwnFile.requireKeys(unit, section, Set.of(LISTEN, FROM, CONTROLLER, ENGINE));
    try {
      TrustFolder.requireName(name);
    } catch (HostException flaw) {
      throw OwnFile.at(header, String.valueOf(flaw.getMessage()), flaw.mend().orElse(""));
    }
    var listen = endpoint(required(unit, section, LISTEN, header, "a path, PORT or ADDRESS:PORT"));
    var from = new ArrayList<Subnet>();
    for (var entry : unit.values(section, FROM)) {
      for (var word : KernelText.of(entry.value())) {
        from.add(
            Subnet.parse(word)
                .orElseThrow(() ->
                    OwnFile.at(entry, "'" + word + "' is no network", "ADDRESS or ADDRESS/BITS")));
      }
    }
    if (listen instanceof Endpoint.Tcp && from.isEmpty()) {
      throw OwnFile.at(
          unit.last(section, LISTEN).orElseThrow(),
          "whoever reaches this port would be " + name,
          FROM + "= with the networks that may connect, such as that of the partition");
    }
    return new NodeSide(name, listen, from, way(unit, section, header), header);
  }

  private static Way way(UnitFile unit, String section, Origin header) throws HostException {
    var plain = unit.last(section, ENGINE);
    if (plain.isEmpty()) {
      required(unit, section, CONTROLLER, header, "HOST or HOST:PORT");
      return new Way.Certified(
          places(
              unit,
              section,
              CONTROLLER,
              header,
              "HOST or HOST:PORT",
              word -> Endpoint.tcp(word, Optional.of(PORT))));
    }
    if (unit.last(section, CONTROLLER).isPresent()) {
      throw OwnFile.at(
          plain.get(),
          "[" + section + "] has " + CONTROLLER + "= too",
          "one of them: by certificate to the controller's relay, or to the controller itself");
    }
    return new Way.Plain(
        places(unit, section, ENGINE, header, "a path, or HOST:PORT", Endpoint::parse));
  }

  /** All words of a key, each a place. */
  private static <P extends Endpoint> List<P> places(
      UnitFile unit,
      String section,
      String key,
      Origin header,
      String form,
      Function<String, Optional<P>> parse)
      throws HostException {
    var places = new ArrayList<P>();
    for (var entry : unit.values(section, key)) {
      for (var word : KernelText.of(entry.value())) {
        places.add(
            parse
                .apply(word)
                .orElseThrow(() -> OwnFile.at(entry, "'" + word + "' is no place", form)));
      }
    }
    if (places.isEmpty()) {
      throw OwnFile.at(header, "[" + section + "] names no controller", key + "= with " + form);
    }
    return places;
  }

  private static Entry required(
      UnitFile unit, String section, String key, Origin header, String form) throws HostException {
    return unit.last(section, key)
        .orElseThrow(() ->
            OwnFile.at(header, "[" + section + "] lacks " + key + "=", key + "= with " + form));
  }

  private static Endpoint endpoint(Entry entry) throws HostException {
    return Endpoint.parse(entry.value())
        .orElseThrow(() ->
            OwnFile.at(
                entry,
                "nobody can listen on '" + entry.value() + "'",
                "a path, PORT, or ADDRESS:PORT"));
  }
}
