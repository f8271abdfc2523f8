package dev.qm.bluechi.controller;

import dev.qm.bluechi.configuration.ControllerSettings;
import dev.qm.bluechi.connection.Listening;
import dev.qm.bluechi.service.BoundedLog;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** The sockets at which the controller listens, those that it makes and those that it was given. */
final class Doors {
  /** How many connections the kernel keeps that were not accepted yet. */
  private static final int BACKLOG = 1024;

  private record Open(SocketAddress at, ServerSocketChannel door, Thread gate, boolean isGiven) {}

  private final Path socket;
  private final BoundedLog log;
  private final Function<ServerSocketChannel, Gate> gates;
  private final List<Open> all = new ArrayList<>();

  /**
   * None yet.
   *
   * @param socket where agents of this machine connect, if they may
   */
  Doors(Path socket, BoundedLog log, Function<ServerSocketChannel, Gate> gates) {
    this.socket = socket;
    this.log = log;
    this.gates = gates;
  }

  /** Takes sockets that listen already. */
  void adopt(List<ServerSocketChannel> given) throws IOException {
    for (var door : given) {
      open(door, true);
    }
  }

  /**
   * Listens where the files say, and nowhere else but at what it was given.
   *
   * @throws IOException when it cannot, with the place
   */
  void use(ControllerSettings settings) throws IOException {
    for (var open : List.copyOf(all)) {
      if (!open.isGiven() && !isWanted(open.at(), settings)) {
        shut(open);
      }
    }
    if (settings.port().isPresent() && !isOpen(address -> isPort(address, settings.port().get()))) {
      openPort(settings.port().get());
    }
    if (settings.isLocal() && !isOpen(this::isSocket)) {
      openSocket();
    }
    if (all.isEmpty()) {
      throw new IOException("UseTCP= and UseUDS= both say no: no agent can connect");
    }
  }

  /** The ports among them. */
  List<Integer> ports() {
    var ports = new ArrayList<Integer>();
    for (var open : all) {
      if (open.at() instanceof InetSocketAddress address) {
        ports.add(address.getPort());
      }
    }
    return ports;
  }

  /** Listens no more. */
  void close() {
    List.copyOf(all).forEach(this::shut);
  }

  private void openPort(int port) throws IOException {
    try {
      open(Listening.at(new InetSocketAddress(port), BACKLOG), false);
    } catch (IOException failure) {
      throw new IOException("port " + port + ": " + failure.getMessage(), failure);
    }
  }

  private void openSocket() throws IOException {
    try {
      var folder = socket.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      open(Listening.at(socket, BACKLOG), false);
    } catch (IOException failure) {
      throw new IOException(socket + ": " + failure.getMessage(), failure);
    }
  }

  private void open(ServerSocketChannel door, boolean isGiven) throws IOException {
    var at = door.getLocalAddress();
    log.info(
        "agents can connect at "
            + (at instanceof InetSocketAddress inet ? "port " + inet.getPort() : at));
    var gate = gates.apply(door);
    all.add(new Open(at, door, Thread.ofVirtual().name("gate").start(gate::run), isGiven));
  }

  private void shut(Open open) {
    all.remove(open);
    if (open.isGiven()) {
      // whoever made it closes it
      return;
    }
    Listening.end(open.door(), open.gate());
    if (isSocket(open.at())) {
      try {
        Files.deleteIfExists(socket);
      } catch (IOException left) {
        // the next one that starts takes it away
      }
    }
  }

  private boolean isOpen(Predicate<SocketAddress> wanted) {
    return all.stream().anyMatch(open -> wanted.test(open.at()));
  }

  private boolean isWanted(SocketAddress address, ControllerSettings settings) {
    return isSocket(address)
        ? settings.isLocal()
        : settings.port().filter(port -> isPort(address, port)).isPresent();
  }

  private boolean isSocket(SocketAddress address) {
    return address instanceof UnixDomainSocketAddress unix && unix.getPath().equals(socket);
  }

  private static boolean isPort(SocketAddress address, int port) {
    return address instanceof InetSocketAddress inet && (port == 0 || inet.getPort() == port);
  }
}
