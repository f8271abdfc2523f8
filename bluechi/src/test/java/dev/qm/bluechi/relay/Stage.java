package dev.qm.bluechi.relay;

import dev.qm.bluechi.connection.HeldPort;
import dev.qm.bluechi.connection.Listening;
import dev.qm.bluechi.connection.PeerWire;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.MessageReader;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import dev.qm.bluechi.trust.TrustFolder;
import dev.qm.host.Root;
import dev.qm.quadlet.syntax.Origin;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A controller, the relays of two machines, and what they say. */
final class Stage implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int BACKLOG = 50;

  /** Small bounds, so that they are reached; there is time enough on a busy machine. */
  static final RelayLimits SMALL = limits(Duration.ofMinutes(1), Duration.ofSeconds(20));

  /** The same with little time, for what is to come too late. */
  static final RelayLimits HASTY = limits(Duration.ofSeconds(2), Duration.ofSeconds(1));

  private static final Origin NOWHERE = new Origin(Path.of("relay.conf"), 1);
  private static final List<Subnet> LOOPBACK = List.of(Subnet.parse("127.0.0.0/8").orElseThrow());

  final BlockingQueue<String> log = new LinkedBlockingQueue<>();
  final List<String> allLog = new CopyOnWriteArrayList<>();
  final BlockingQueue<PeerWire> registered = new LinkedBlockingQueue<>();
  private final InetSocketAddress controllerPlace;
  private ServerSocketChannel controller;
  private Thread accepting;
  private final List<SocketChannel> nodes = new CopyOnWriteArrayList<>();
  private final Map<Integer, Relay> relays = new HashMap<>();
  private final List<Closing> open = new ArrayList<>();

  private static RelayLimits limits(Duration entry, Duration connect) {
    return new RelayLimits(40, 12, 8, 2, entry, connect, Duration.ofSeconds(1), 1 << 20);
  }

  /** Something to close in the end. */
  @FunctionalInterface
  private interface Closing {
    void close() throws IOException;
  }

  Stage() throws IOException {
    controllerPlace = new InetSocketAddress(InetAddress.getLoopbackAddress(), heldPort());
    controllerBegins();
  }

  /** A port at which nobody listens unless the test lets somebody. */
  int heldPort() throws IOException {
    var port = new HeldPort();
    open.add(port::close);
    return port.number();
  }

  /** The port of the controller itself. */
  int controllerPort() {
    return controllerPlace.getPort();
  }

  /** The relay of the controller's machine, and its port. */
  int controllerRelay(TrustFolder trust, Path permissions) throws Exception {
    return controllerRelay(trust, permissions, SMALL, InstantSource.system());
  }

  int controllerRelay(TrustFolder trust, Path permissions, RelayLimits limits, InstantSource clock)
      throws Exception {
    return start(
        controllerSide(0, controllerPort()), new Relay.Terms(trust, permissions, limits, clock));
  }

  /** One whose controller is at another port. */
  int controllerRelay(TrustFolder trust, Path permissions, int engine) throws Exception {
    return start(controllerSide(0, engine), terms(trust, permissions, SMALL));
  }

  /** One that listens where another one did. */
  void controllerRelayAt(int port, TrustFolder trust, Path permissions) throws Exception {
    var _ = start(controllerSide(port, controllerPort()), terms(trust, permissions, SMALL));
  }

  private static RelaySettings controllerSide(int port, int engine) {
    return new RelaySettings(
        Optional.of(new RelaySettings.ControllerSide(at(port), at(engine), NOWHERE)), List.of());
  }

  private static Relay.Terms terms(TrustFolder trust, Path permissions, RelayLimits limits) {
    return new Relay.Terms(trust, permissions, limits, InstantSource.system());
  }

  /** The relay in front of an agent, and its port. */
  int nodeRelay(TrustFolder trust, Path permissions, String name, int... controllers)
      throws Exception {
    return nodeRelay(SMALL, trust, permissions, name, controllers);
  }

  int nodeRelay(
      RelayLimits limits, TrustFolder trust, Path permissions, String name, int... controllers)
      throws Exception {
    return start(nodeSide(0, name, controllers), terms(trust, permissions, limits));
  }

  /** One that listens where another one did. */
  void nodeRelayAt(int port, TrustFolder trust, Path permissions, String name, int controller)
      throws Exception {
    var _ = start(nodeSide(port, name, controller), terms(trust, permissions, SMALL));
  }

  private static RelaySettings nodeSide(int port, String name, int... controllers) {
    var places = new ArrayList<Endpoint.Tcp>();
    for (var controller : controllers) {
      places.add(at(controller));
    }
    return new RelaySettings(
        Optional.empty(),
        List.of(
            new RelaySettings.NodeSide(
                name, at(port), LOOPBACK, new RelaySettings.Way.Certified(places), NOWHERE)));
  }

  /**
   * One without TLS, at a socket for each of some nodes.
   *
   * @param folder of the sockets NAME.sock
   */
  Relay plainRelay(RelayLimits limits, Path permissions, Path folder, String... names)
      throws Exception {
    var nodes = new ArrayList<RelaySettings.NodeSide>();
    for (var name : names) {
      nodes.add(
          new RelaySettings.NodeSide(
              name,
              new Endpoint.Unix(folder.resolve(name + ".sock").toString()),
              List.of(),
              new RelaySettings.Way.Plain(List.of(at(controllerPort()))),
              NOWHERE));
    }
    var relay =
        begin(
            new RelaySettings(Optional.empty(), nodes),
            terms(TrustFolder.of(new Root(folder.resolve("no-keys"))), permissions, limits));
    open.add(relay::close);
    return relay;
  }

  private Relay begin(RelaySettings settings, Relay.Terms terms) throws Exception {
    return Relay.start(
        settings,
        terms,
        line -> {
          allLog.add(line);
          log.add(line);
        });
  }

  private int start(RelaySettings settings, Relay.Terms terms) throws Exception {
    var relay = begin(settings, terms);
    open.add(relay::close);
    var port = relay.ports().getFirst();
    relays.put(port, relay);
    return port;
  }

  /** The relay that listens on a port ends, with all that goes through it. */
  void relayEnds(int port) {
    Optional.ofNullable(relays.remove(port)).orElseThrow().close();
  }

  /** Waits for a line of the relays' log. */
  String said(String part) throws InterruptedException {
    var end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      var line = log.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line == null) {
        throw new AssertionError("nobody said '" + part + "', but " + allLog);
      }
      if (line.contains(part)) {
        return line;
      }
    }
  }

  /** An agent that has connected, without having said more than that it is one. */
  PeerWire agent(int port) throws IOException {
    var channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    open.add(channel::close);
    var wire = new PeerWire(channel, Message.LONGEST);
    wire.getIn();
    return wire;
  }

  /** An agent at a socket in a file, the same. */
  PeerWire agent(Path socket) throws IOException {
    var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    open.add(channel::close);
    var wire = new PeerWire(channel, Message.LONGEST);
    wire.getIn();
    return wire;
  }

  /** An agent whose registration was answered. */
  PeerWire registeredAgent(int port, String name) throws IOException {
    return registered(agent(port), name);
  }

  /** The same, at a socket in a file. */
  PeerWire registeredAgent(Path socket, String name) throws IOException {
    return registered(agent(socket), name);
  }

  private static PeerWire registered(PeerWire agent, String name) throws IOException {
    agent.write(register(name).numbered(1).bytes());
    var answer = read(agent);
    if (answer.kind() != Message.Kind.RETURN) {
      throw new AssertionError(answer.toString());
    }
    return agent;
  }

  /** The controller's end of the next registered node. */
  PeerWire node() throws InterruptedException {
    var node = registered.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (node == null) {
      throw new AssertionError("no node came, but " + allLog);
    }
    return node;
  }

  static Message register(String name) {
    return Message.call(
        "/org/eclipse/bluechi/internal",
        Terms.INTERNAL_CONTROLLER,
        "Register",
        new Value.Text(name));
  }

  static Message read(PeerWire wire) throws IOException {
    return MessageReader.read(wire.read()).orElseThrow();
  }

  /** Reads until the other side closes. */
  static void readToTheEnd(PeerWire wire) throws IOException {
    try {
      while (true) {
        wire.read();
      }
    } catch (EOFException end) {
      // what was waited for
    } catch (IOException reset) {
      if (!String.valueOf(reset.getMessage()).contains("reset")) {
        throw reset;
      }
    }
  }

  static int port(ServerSocketChannel channel) throws IOException {
    return ((InetSocketAddress) channel.getLocalAddress()).getPort();
  }

  static Endpoint.Tcp at(int port) {
    return new Endpoint.Tcp(Optional.of("127.0.0.1"), port);
  }

  @Override
  public void close() throws IOException {
    for (var one : open.reversed()) {
      one.close();
    }
  }

  private void control(ServerSocketChannel listening) {
    while (true) {
      try {
        var channel = listening.accept();
        Thread.ofVirtual().start(() -> control(channel));
      } catch (IOException closed) {
        return;
      }
    }
  }

  /** The controller ends, and its connections with it. */
  void controllerEnds() throws IOException {
    Listening.end(controller, accepting);
    for (var one : nodes) {
      one.close();
    }
    nodes.clear();
    registered.clear();
  }

  /** It is there again, where it was. */
  final void controllerBegins() throws IOException {
    var listening = Listening.at(controllerPlace, BACKLOG);
    open.add(listening::close);
    controller = listening;
    accepting = Thread.ofVirtual().start(() -> control(listening));
  }

  /** Answers the registration; what comes then is for the test. */
  private void control(SocketChannel channel) {
    try {
      nodes.add(channel);
      var wire = new PeerWire(SdBusServer.letIn(channel), Message.LONGEST);
      var call = read(wire);
      wire.write(call.reply().numbered(1).bytes());
      registered.add(wire);
    } catch (IOException gone) {
      // the relay has gone, and the test with it
    }
  }
}
