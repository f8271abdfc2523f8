package dev.qm.bluechi.relay;

import dev.qm.bluechi.connection.Listening;
import dev.qm.bluechi.connection.PeerWire;
import dev.qm.bluechi.connection.TcpProbes;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.MessageReader;
import dev.qm.bluechi.trust.NodeCertificate;
import dev.qm.bluechi.trust.Role;
import dev.qm.bluechi.trust.TrustFolder;
import dev.qm.host.HostException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * The relay of a machine: a door for each of its agents, which speaks TLS with the controller's
 * machine or goes on to the controller as it is, and where the controller is a door for these.
 */
public final class Relay implements AutoCloseable {
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Bytes of a registration: nobody makes the relay keep more before it is known who it is. */
  private static final int FIRST_MESSAGE = 4 << 10;

  private static final String NO_SERVER = "org.freedesktop.DBus.Error.NoServer";

  private final RelaySettings settings;
  private final Terms terms;
  private final RelayLog log;
  private final Deadlines deadlines = new Deadlines();
  private final List<Door> doors = new ArrayList<>();
  private final Set<Watched> links = ConcurrentHashMap.newKeySet();
  private final LivePermissions permissions;
  private final String guid;
  private final CountDownLatch closed = new CountDownLatch(1);

  private Relay(RelaySettings settings, Terms terms, Consumer<String> log) throws HostException {
    this.settings = settings;
    this.terms = terms;
    this.log = new RelayLog(log);
    this.permissions = new LivePermissions(terms.permissions(), this.log);
    var random = new byte[16];
    new SecureRandom().nextBytes(random);
    this.guid = HexFormat.of().formatHex(random);
  }

  /**
   * What the relay stands on.
   *
   * @param trust who this machine is, and whom it accepts
   * @param permissions the file of {@link Permissions}
   * @param clock by which certificates count
   */
  public record Terms(
      TrustFolder trust, Path permissions, RelayLimits limits, InstantSource clock) {}

  /** By what the other side of TLS is believed, as long as it counts. */
  private record Proof(Credentials credentials, X509Certificate peer) {}

  /**
   * A link.
   *
   * @param proof nothing where no TLS is spoken
   */
  private record Watched(Link link, Optional<Proof> proof) {}

  /** A connection to the controller's side. */
  private record Reached(PeerWire wire, Optional<Proof> proof) {}

  /** How the controllers of an agent are reached. */
  @FunctionalInterface
  private interface Onward {
    /** What counts for an agent that has come now. */
    Trying now() throws HostException;
  }

  /** Tries one controller for an agent. */
  @FunctionalInterface
  private interface Trying {
    Reached reach(Endpoint place, Seat.Turn turn) throws IOException, HostException;
  }

  /**
   * Opens all doors.
   *
   * @param log gets a line for each thing that people may want to know
   * @throws HostException when one cannot be opened, or a key or a file is missing or wrong
   */
  public static Relay start(RelaySettings settings, Terms terms, Consumer<String> log)
      throws HostException {
    var relay = new Relay(settings, terms, log);
    try {
      relay.open();
    } catch (HostException failure) {
      relay.close();
      throw failure;
    }
    return relay;
  }

  /** Waits until it is closed. */
  public void await() throws InterruptedException {
    closed.await();
  }

  /** The ports of its doors, the controller's first; 0 for a socket in a file. */
  public List<Integer> ports() throws IOException {
    var ports = new ArrayList<Integer>();
    for (var door : doors) {
      ports.add(door.port());
    }
    return ports;
  }

  @Override
  public void close() {
    doors.forEach(Door::close);
    links.forEach(it -> it.link().end("the relay ends"));
    deadlines.close();
    closed.countDown();
  }

  private void open() throws HostException {
    var controller = settings.controller();
    if (controller.isPresent()) {
      var credentials = credentials(TrustFolder.CONTROLLER);
      var side = controller.get();
      var door = Door.open(side.listen(), terms.limits(), log);
      doors.add(door);
      door.receive((channel, visit, from) -> fromNode(side, credentials, channel, visit, from));
      log.say("nodes connect to " + side.listen() + ", the controller is at " + side.socket());
    }
    for (var node : settings.nodes()) {
      var onward = onward(node);
      var door = Door.open(node.listen(), terms.limits(), log);
      doors.add(door);
      var seat = new Seat(node.way().places());
      door.receive((channel, visit, from) -> fromAgent(node, onward, seat, channel, visit, from));
      log.say("the agent of " + node.name() + " connects to " + node.listen());
    }
    deadlines.every(LOOK, this::look);
  }

  private Onward onward(RelaySettings.NodeSide node) throws HostException {
    return switch (node.way()) {
      case RelaySettings.Way.Certified _ -> {
        var credentials = credentials(node.name());
        yield () -> {
          var current = credentials.now();
          return (place, turn) -> reach((Endpoint.Tcp) place, credentials, current, turn);
        };
      }
      case RelaySettings.Way.Plain _ ->
          () ->
              (place, turn) ->
                  new Reached(
                      engine(place, channel -> turn.reaches(place, channel)), Optional.empty());
    };
  }

  /** What is wrong with a key is told when the relay is started, not when the first node comes. */
  private Credentials credentials(String name) throws HostException {
    var credentials = new Credentials(terms.trust(), name, terms.clock());
    var current = credentials.now();
    var own = current.identity().certificate();
    current
        .accepted()
        .refusal(own.certificate(), terms.clock().instant())
        .ifPresent(why -> log.say("the certificate of " + name + " here " + why));
    return credentials;
  }

  /** On the controller's machine. */
  private void fromNode(
      RelaySettings.ControllerSide side,
      Credentials credentials,
      SocketChannel channel,
      Admissions.Visit visit,
      String from)
      throws IOException, HostException, InterruptedException {
    try (var deadline = deadlines.in(terms.limits().entry(), channel)) {
      TcpProbes.USUAL.lookAfter(channel);
      var current = credentials.now();
      var tls = TlsChannel.server(channel, current);
      var peer = accepted(current, tls.peer(), Role.NODE);
      var name = peer.name();
      if (!visit.isNamed(name)) {
        log.say(name + ": closed: there are too many connections of it, this one from " + from);
        return;
      }
      var node = new PeerWire(tls, FIRST_MESSAGE);
      node.letIn(guid);
      var guard = new NodeGuard(name, permissions);
      var first = registration(node, guard, name + " at " + from);
      if (first.isEmpty()) {
        return;
      }
      try (var engine = engine(side.socket(), _ -> {})) {
        engine.write(first.get().bytes());
        pass(
            new Link.Sides(name, node, guard, engine, Guard.NONE),
            new Passage(
                first.get().head(),
                deadline,
                Optional.of(new Proof(credentials, peer.certificate())),
                from));
      } catch (IOException failure) {
        unreachable(
            node,
            name,
            first.get().head(),
            "the controller cannot be reached",
            new IOException(side.socket() + ": " + Failures.reason(failure), failure));
      }
    }
  }

  /** On the machine of an agent. */
  private void fromAgent(
      RelaySettings.NodeSide side,
      Onward onward,
      Seat seat,
      SocketChannel channel,
      Admissions.Visit visit,
      String from)
      throws IOException, HostException, InterruptedException {
    if (!side.from().isEmpty()
        && channel.getRemoteAddress() instanceof InetSocketAddress place
        && side.from().stream().noneMatch(it -> it.has(place.getAddress()))) {
      log.say(side.name() + ": closed: " + from + " is not in From=");
      return;
    }
    try (var deadline = deadlines.in(terms.limits().entry(), channel)) {
      if (side.listen() instanceof Endpoint.Tcp) {
        TcpProbes.USUAL.lookAfter(channel);
      }
      var agent = new PeerWire(channel, FIRST_MESSAGE);
      agent.letIn(guid);
      var guard = new NodeGuard(side.name(), permissions);
      var first = registration(agent, guard, "the agent from " + from);
      if (first.isEmpty()) {
        return;
      }
      // first, since what is given up here counts among its connections
      try (var turn = seat.take(channel)) {
        if (!visit.isNamed(side.name())) {
          log.say(side.name() + ": closed: there are too many connections of its agent");
          return;
        }
        turn.await();
        if (!turn.isOn()) {
          return;
        }
        toController(
            new Agent(side.name(), agent, guard, first.get(), deadline), seat, turn, onward);
      }
    }
  }

  /** An agent that has said its name, until the deadline by which it is to be registered. */
  private record Agent(
      String name, PeerWire wire, Guard guard, Guard.Sent first, Deadlines.Deadline deadline) {}

  /** Passes an agent on to the first controller that can be reached. */
  private void toController(Agent agent, Seat seat, Seat.Turn turn, Onward onward)
      throws IOException, HostException, InterruptedException {
    var trying = onward.now();
    var failures = new ArrayList<String>();
    for (var i = 0; i < seat.controllers(); i++) {
      var place = seat.controller();
      Reached reached;
      try {
        reached = trying.reach(place, turn);
      } catch (IOException | HostException failure) {
        seat.passOver(place);
        if (!turn.isOn()) {
          log.say(agent.name() + ": its agent did not wait for " + place);
          return;
        }
        failures.add(place + ": " + Failures.reason(failure));
        continue;
      }
      try (var controller = reached.wire()) {
        if (!turn.isOn()) {
          return;
        }
        turn.close();
        controller.write(agent.first().bytes());
        var isRegistered =
            pass(
                new Link.Sides(
                    agent.name(),
                    agent.wire(),
                    agent.guard(),
                    controller,
                    new UnitGuard(agent.name(), permissions)),
                new Passage(
                    agent.first().head(), agent.deadline(), reached.proof(), place.toString()));
        if (!isRegistered) {
          // the agent was told; when it comes again another controller may take it
          seat.passOver(place);
        }
        return;
      }
    }
    unreachable(
        agent.wire(),
        agent.name(),
        agent.first().head(),
        "no controller can be reached",
        new IOException(String.join("; ", failures)));
  }

  /** What a node begins with; nothing where it was something else, and is told so. */
  private Optional<Guard.Sent> registration(PeerWire from, NodeGuard guard, String who)
      throws IOException {
    var bytes = from.read();
    var head = MessageReader.head(bytes);
    if (head.isEmpty()) {
      log.say(who + ": closed: it begins with no message of D-Bus");
      return Optional.empty();
    }
    var sent = new Guard.Sent(head.get(), bytes);
    return switch (guard.registration(sent)) {
      case Verdict.Pass() -> {
        from.allow(terms.limits().longestMessage());
        yield Optional.of(sent);
      }
      case Verdict.Refuse(var why, var answer) -> refused(from, who, why, answer);
      case Verdict.End(var why, var answer) -> refused(from, who, why, answer);
    };
  }

  private Optional<Guard.Sent> refused(
      PeerWire from, String who, String why, Optional<Message> answer) throws IOException {
    log.say(who + ": closed: it " + why);
    Link.answer(from, answer);
    return Optional.empty();
  }

  private void unreachable(
      PeerWire node, String name, Message registration, String what, IOException failure)
      throws IOException {
    var why = what + ": " + Failures.reason(failure);
    log.say(name + ": " + why);
    Link.answer(node, Optional.of(registration.error(NO_SERVER, why)));
  }

  /**
   * What is known of a link before it begins.
   *
   * @param registration the message that is to be answered before the deadline
   * @param other where the other side is
   */
  private record Passage(
      Message registration, Deadlines.Deadline deadline, Optional<Proof> proof, String other) {}

  /** Whether the node was let in before all came to its end. */
  private boolean pass(Link.Sides sides, Passage passage) throws InterruptedException {
    var link =
        new Link(
            sides,
            passage.registration(),
            () -> {
              passage.deadline().close();
              log.say(sides.name() + ": registered, over " + passage.other());
            },
            log);
    var watched = new Watched(link, passage.proof());
    links.add(watched);
    try {
      log.say(sides.name() + ": ended: " + link.run());
      return link.isRegistered();
    } finally {
      links.remove(watched);
    }
  }

  private NodeCertificate accepted(
      Credentials.Current current, X509Certificate certificate, Role role)
      throws IOException, HostException {
    var peer = NodeCertificate.of(certificate);
    var refusal = current.accepted().refusal(certificate, terms.clock().instant());
    if (refusal.isPresent()) {
      throw new IOException("the certificate of " + peer.name() + " " + refusal.get());
    }
    if (peer.role() != role) {
      throw new IOException("the certificate of " + peer.name() + " is for the other side");
    }
    return peer;
  }

  /** Connects to a controller's relay, and makes sure that it is one. */
  private Reached reach(
      Endpoint.Tcp place, Credentials credentials, Credentials.Current current, Seat.Turn turn)
      throws IOException, HostException {
    var channel = SocketChannel.open();
    turn.reaches(place, channel);
    try (var _ = deadlines.in(terms.limits().connect(), channel)) {
      channel.connect(
          new InetSocketAddress(InetAddress.getByName(place.host().orElseThrow()), place.port()));
      TcpProbes.USUAL.lookAfter(channel);
      var tls = TlsChannel.client(channel, current);
      var peer = accepted(current, tls.peer(), Role.CONTROLLER);
      if (!peer.name().equals(TrustFolder.CONTROLLER)) {
        throw new IOException("it has the certificate of " + peer.name());
      }
      var wire = new PeerWire(tls, terms.limits().longestMessage());
      wire.getIn();
      return new Reached(wire, Optional.of(new Proof(credentials, peer.certificate())));
    } catch (ClosedChannelException late) {
      Listening.close(channel);
      throw new IOException(late(), late);
    } catch (IOException | HostException | RuntimeException | Error failure) {
      Listening.close(channel);
      throw failure;
    }
  }

  /**
   * Connects to the controller itself, and gets in.
   *
   * @param opened told the channel before it is connected
   */
  private PeerWire engine(Endpoint place, Consumer<SocketChannel> opened) throws IOException {
    var channel =
        switch (place) {
          case Endpoint.Unix _ -> SocketChannel.open(StandardProtocolFamily.UNIX);
          case Endpoint.Tcp _ -> SocketChannel.open();
        };
    opened.accept(channel);
    try (var _ = deadlines.in(terms.limits().connect(), channel)) {
      switch (place) {
        case Endpoint.Unix(var path) -> channel.connect(UnixDomainSocketAddress.of(path));
        case Endpoint.Tcp(var host, var port) -> {
          channel.connect(
              new InetSocketAddress(InetAddress.getByName(host.orElse("127.0.0.1")), port));
          TcpProbes.USUAL.lookAfter(channel);
        }
      }
      var wire = new PeerWire(channel, terms.limits().longestMessage());
      wire.getIn();
      return wire;
    } catch (ClosedChannelException late) {
      Listening.close(channel);
      throw new IOException(late(), late);
    } catch (IOException | RuntimeException | Error failure) {
      Listening.close(channel);
      throw failure;
    }
  }

  private String late() {
    return "no answer within " + terms.limits().connect().toMillis() / 1000.0 + " s";
  }

  /** Ends links whose certificate does not count any more, and those that nobody reads. */
  private void look() {
    for (var watched : links) {
      var link = watched.link();
      if (link.stalled() > terms.limits().stall().toNanos()) {
        link.end("a side does not read what it is sent");
        continue;
      }
      if (watched.proof().isEmpty()) {
        continue;
      }
      var proof = watched.proof().get();
      try {
        proof
            .credentials()
            .accepted()
            .refusal(proof.peer(), terms.clock().instant())
            .ifPresent(why -> link.end("the certificate of the other side " + why));
      } catch (HostException | RuntimeException unreadable) {
        // who is connected stays so; nobody new is let in meanwhile, which is told then
      }
    }
  }
}
