package dev.qm.bluechi.relay;

import dev.qm.bluechi.connection.Listening;
import dev.qm.bluechi.connection.PeerAddress;
import dev.qm.host.HostException;
import dev.qm.host.selinux.SocketType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;

/** Where somebody listens, and a thread for each who comes. */
final class Door implements AutoCloseable {
  private static final int BACKLOG = 512;

  /**
   * What is waited after there was no room for another connection: the system had none, or too many
   * are there of those who come to a socket in a file.
   */
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final ServerSocketChannel listening;
  private final Endpoint endpoint;
  private final Admissions admissions;
  private final RelayLog log;
  private Optional<Thread> accepting = Optional.empty();

  private Door(ServerSocketChannel listening, Endpoint endpoint, RelayLimits limits, RelayLog log) {
    this.listening = listening;
    this.endpoint = endpoint;
    this.admissions = new Admissions(limits);
    this.log = log;
  }

  /** What is done with who comes; the channel is closed afterwards. */
  @FunctionalInterface
  interface Reception {
    void receive(SocketChannel channel, Admissions.Visit visit, String from)
        throws IOException, HostException, InterruptedException;
  }

  /**
   * The folder that a partition sees, and the SELinux type by which its agent may connect there.
   */
  private static final Path SHARED = Path.of("/run/ipc");

  private static final String SHARED_TYPE = "ipc_bluechi_t";

  /** Listens. A socket's file that nobody listens on is replaced. */
  static Door open(Endpoint endpoint, RelayLimits limits, RelayLog log) throws HostException {
    try {
      return new Door(
          switch (endpoint) {
            case Endpoint.Unix(var path) -> unix(Path.of(path));
            case Endpoint.Tcp tcp -> tcp(tcp);
          },
          endpoint,
          limits,
          log);
    } catch (IOException failure) {
      throw new HostException(
          "cannot listen on " + endpoint,
          failure,
          "`ss -tlnp` or `ss -xlp` shows who listens there");
    }
  }

  /** The port, where it is one. */
  int port() throws IOException {
    return listening.getLocalAddress() instanceof InetSocketAddress place ? place.getPort() : 0;
  }

  /** Receives everybody from now on. */
  void receive(Reception reception) {
    accepting =
        Optional.of(Thread.ofVirtual().name("door " + endpoint).start(() -> accept(reception)));
  }

  @Override
  public void close() {
    accepting.ifPresentOrElse(
        thread -> Listening.end(listening, thread), () -> Listening.close(listening));
    try {
      if (endpoint instanceof Endpoint.Unix(var path)) {
        Files.deleteIfExists(Path.of(path));
      }
    } catch (IOException gone) {
      // nobody comes in any more, which is what was wanted; the next one that starts replaces it
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // virtual threads take turns only where they wait
  private void accept(Reception reception) {
    while (listening.isOpen()) {
      try {
        if (!admit(reception, listening.accept()) && isOnePartys() && !pause()) {
          return;
        }
        // a thread that always finds something to do would keep the others from the processor
        Thread.yield();
      } catch (ClosedChannelException closed) {
        return;
      } catch (IOException | RuntimeException | Error full) {
        // files or memory that are short: who comes later may find room
        log.say("cannot take a connection on " + endpoint + ": " + Failures.reason(full));
        if (!pause()) {
          return;
        }
      }
    }
  }

  /** Whether all who come are of one side, whose own it is that they wait for each other. */
  private boolean isOnePartys() {
    return endpoint instanceof Endpoint.Unix;
  }

  /** Whether there was room for it. */
  private boolean admit(Reception reception, SocketChannel channel) throws IOException {
    var visit = Optional.<Admissions.Visit>empty();
    try {
      var address = address(channel);
      visit = admissions.enter(address.group());
      if (visit.isEmpty()) {
        log.say(
            "too many connections on "
                + endpoint
                + ": one more from "
                + address.group()
                + " is closed");
        Listening.close(channel);
        return false;
      }
      var admitted = visit.get();
      var from = address.peer().isEmpty() ? address.group() : address.peer();
      var _ =
          Thread.ofVirtual()
              .name("from " + from)
              .start(() -> {
                try (admitted) {
                  receive(reception, channel, admitted, from);
                }
              });
      return true;
    } catch (IOException | RuntimeException | Error failure) {
      Listening.close(channel);
      visit.ifPresent(Admissions.Visit::close);
      throw failure;
    }
  }

  private void receive(
      Reception reception, SocketChannel channel, Admissions.Visit visit, String from) {
    try (channel) {
      reception.receive(channel, visit, from);
    } catch (ClosedChannelException closed) {
      log.say("from " + from + ": it was not done in time");
    } catch (IOException | HostException | RuntimeException | Error failure) {
      // whatever it was: this connection ends, others do not
      log.say("from " + from + ": " + Failures.reason(failure));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean pause() {
    try {
      Thread.sleep(PAUSE);
      return true;
    } catch (InterruptedException stopped) {
      return false;
    }
  }

  private static PeerAddress address(SocketChannel channel) throws IOException {
    try {
      return channel.getRemoteAddress() instanceof InetSocketAddress place
          ? PeerAddress.of(place.getAddress())
          : PeerAddress.LOCAL;
    } catch (ClosedChannelException gone) {
      return PeerAddress.LOCAL;
    }
  }

  private static ServerSocketChannel tcp(Endpoint.Tcp tcp) throws IOException {
    return Listening.at(
        tcp.host().isPresent()
            ? new InetSocketAddress(InetAddress.getByName(tcp.host().get()), tcp.port())
            : new InetSocketAddress(tcp.port()),
        BACKLOG);
  }

  private static ServerSocketChannel unix(Path path) throws IOException {
    var folder = path.getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    var channel =
        path.startsWith(SHARED)
            ? SocketType.with(SHARED_TYPE, () -> Listening.at(path, BACKLOG))
            : Listening.at(path, BACKLOG);
    try {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
      return channel;
    } catch (IOException failure) {
      Listening.close(channel);
      throw failure;
    }
  }
}
