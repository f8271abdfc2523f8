package dev.qm.assurance.prove.fault;

import dev.qm.host.HostException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A port of the host's loopback for an attempt to reach it from inside. It stands for any service
 * of the host, none of which is disturbed, and says who it is: something inside may listen on the
 * same number.
 */
final class HostPort implements AutoCloseable {
  /** What attempt.py waits for. */
  private static final byte[] GREETING = "qm prove".getBytes(StandardCharsets.US_ASCII);

  private static final int WAITING = 50;

  private Optional<Listening> listening = Optional.empty();

  private record Listening(ServerSocket socket, Thread greeter) {}

  /** Its number; this process listens from the first call on. */
  int number() throws HostException {
    if (listening.isEmpty()) {
      try {
        var socket = new ServerSocket(0, WAITING, InetAddress.ofLiteral("127.0.0.1"));
        var greeter = Thread.ofPlatform().daemon().name("qm-prove-port").start(() -> greet(socket));
        listening = Optional.of(new Listening(socket, greeter));
      } catch (IOException failure) {
        throw new HostException("cannot listen on the loopback for a fault", failure);
      }
    }
    return listening.orElseThrow().socket().getLocalPort();
  }

  private static void greet(ServerSocket socket) {
    try {
      while (true) {
        greet(socket.accept());
      }
    } catch (IOException closed) {
      // nobody is to come any more
    }
  }

  private static void greet(Socket client) {
    try (client) {
      client.getOutputStream().write(GREETING);
    } catch (IOException gone) {
      // it did not wait for what it came for
    }
  }

  @Override
  public void close() {
    if (listening.isEmpty()) {
      return;
    }
    var open = listening.get();
    listening = Optional.empty();
    try {
      open.socket().close();
      // the kernel takes connections for as long as somebody waits for one
      open.greeter().join();
    } catch (IOException late) {
      // it is closed as far as it can be
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
