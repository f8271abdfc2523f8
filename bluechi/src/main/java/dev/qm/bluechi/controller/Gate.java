package dev.qm.bluechi.controller;

import dev.qm.bluechi.connection.Connection;
import dev.qm.bluechi.connection.Listening;
import dev.qm.bluechi.connection.PeerAddress;
import dev.qm.bluechi.connection.Settings;
import dev.qm.bluechi.connection.TcpProbes;
import dev.qm.bluechi.service.BoundedLog;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** A socket at which agents connect, each of which is then served by a thread of its own. */
final class Gate {
  /**
   * Who has not registered yet sends what is small. The bound on what waits to be sent holds what a
   * whole node is told when it connects; who does not read it is let go.
   */
  private static final Settings SETTINGS =
      new Settings(4 << 10, 4096, 8192, 4L << 20, Duration.ofSeconds(10), Duration.ofSeconds(30));

  private static final Duration PAUSE = Duration.ofMillis(100);

  private final ServerSocketChannel door;
  private final TcpProbes probes;
  private final Duration patience;
  private final ReentrantLock turn;
  private final Clock clock;
  private final Guests guests;
  private final BoundedLog log;
  private final SeldomLog seldom;
  private final Function<PeerAddress, AgentLink> links;
  private final SecureRandom random = new SecureRandom();

  /**
   * One that is closed yet.
   *
   * @param patience how long it may take to get in and to register, together
   * @param links makes what serves a connection
   */
  Gate(
      ServerSocketChannel door,
      TcpProbes probes,
      Duration patience,
      ReentrantLock turn,
      Clock clock,
      Guests guests,
      BoundedLog log,
      SeldomLog seldom,
      Function<PeerAddress, AgentLink> links) {
    this.door = door;
    this.probes = probes;
    this.patience = patience;
    this.turn = turn;
    this.clock = clock;
    this.guests = guests;
    this.log = log;
    this.seldom = seldom;
    this.links = links;
  }

  /** Lets in who comes, until it is closed. */
  void run() {
    try {
      while (true) {
        try {
          enter(door.accept());
        } catch (ClosedChannelException closed) {
          return;
        } catch (IOException failure) {
          // no more descriptors, say; it may pass
          seldom.warn("accept", "nobody can be let in: " + failure.getMessage());
          Thread.sleep(PAUSE);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void enter(SocketChannel channel) throws AsynchronousCloseException {
    PeerAddress origin;
    try {
      origin =
          channel.getRemoteAddress() instanceof InetSocketAddress address
              ? PeerAddress.of(address.getAddress())
              : PeerAddress.LOCAL;
      if (!origin.equals(PeerAddress.LOCAL)) {
        probes.lookAfter(channel);
      }
    } catch (IOException gone) {
      Listening.close(channel);
      return;
    }
    if (!guests.enter(origin.group())) {
      Listening.close(channel);
      seldom.warn(
          "many " + origin.group(),
          "too many connections of "
              + origin.group()
              + " that have not registered: new ones are closed at once");
      return;
    }
    var link = links.apply(origin);
    var _ = Thread.ofVirtual().name("agent").start(() -> serve(channel, link, origin));
  }

  private void serve(SocketChannel channel, AgentLink link, PeerAddress origin) {
    turn.lock();
    try {
      link.expect(
          clock.after(
              patience,
              () -> {
                seldom.warn(
                    "late " + origin.group(),
                    "a connection of " + origin.group() + " did not register in time: closed");
                Listening.close(channel);
              }));
    } finally {
      turn.unlock();
    }
    try {
      Connection.serve(channel, guid(), SETTINGS, link);
    } catch (IOException refused) {
      if (!(refused instanceof ClosedChannelException)) {
        log.debug("a connection of " + origin.group() + ": " + refused.getMessage());
        seldom.warn(
            "refused " + origin.group(),
            "a connection of " + origin.group() + " did not get in: " + refused.getMessage());
      }
      link.over(String.valueOf(refused.getMessage()));
    }
  }

  private String guid() {
    var bytes = new byte[16];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
