package dev.qm.host.work;

import dev.qm.host.call.NativeMemory;
import dev.qm.host.call.RepeatedCall;
import dev.qm.host.call.SocketCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A message goes to another thread by a socket and comes back: udp(7), tcp(7), unix(7). Both ends
 * are this process's, so what is timed is the kernel's part, and that the other thread wakes.
 */
public final class RoundTrip implements Work {
  private static final int LENGTH = 64;

  private static final int AF_INET = 2;
  private static final int SOCKADDR_IN = 16;
  private static final int LOOPBACK_AT = 4;
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_NODELAY = 1;
  private static final int MSG_WAITALL = 0x100;
  private static final int MSG_NOSIGNAL = 0x4000;

  private final RepeatedCall send = new RepeatedCall("send");
  private final RepeatedCall receive = new RepeatedCall("recv");
  private final NativeMemory message = NativeMemory.of(LENGTH);
  private final NativeMemory answer = NativeMemory.of(LENGTH);
  private final Descriptor client;
  private final Descriptor server;
  private long sequence;

  private RoundTrip(Descriptor client, Descriptor server, String name) throws IOException {
    this.client = client;
    this.server = server;
    client.waitAtMost(Descriptor.PATIENCE);
    Thread.ofPlatform().daemon().name("echo of " + name).start(new Echo(server));
  }

  /** By datagrams through 127.0.0.1. */
  public static RoundTrip udp() throws IOException {
    var client = Descriptor.socket(AF_INET, Descriptor.SOCK_DGRAM, 0);
    var server = Descriptor.socket(AF_INET, Descriptor.SOCK_DGRAM, 0);
    bind(client);
    bind(server);
    // each hears only the other
    connect(client, name(server));
    connect(server, name(client));
    return new RoundTrip(client, server, "udp");
  }

  /** By a connection through 127.0.0.1, each message sent at once. */
  public static RoundTrip tcp() throws IOException {
    try (var listener = Descriptor.socket(AF_INET, Descriptor.SOCK_STREAM, 0)) {
      bind(listener);
      SocketCalls.listen(listener.number(), 1);
      var client = Descriptor.socket(AF_INET, Descriptor.SOCK_STREAM, 0);
      connect(client, name(listener));
      var server = listener.accepted();
      var yes = NativeMemory.of(Integer.BYTES);
      yes.putInt(0, 1);
      client.option(IPPROTO_TCP, TCP_NODELAY, yes);
      server.option(IPPROTO_TCP, TCP_NODELAY, yes);
      return new RoundTrip(client, server, "tcp");
    }
  }

  /**
   * By a connection that was made through a socket file. The file is gone again when this returns:
   * a connection does not need it, and nobody finds it afterwards.
   *
   * @param path the software of the partition may be able to exchange it; then the connection is
   *     not ours, and this fails
   */
  public static RoundTrip unix(Path path) throws IOException {
    try (var listener = new Descriptor(SocketCalls.bound(path.toString(), 0600))) {
      try {
        SocketCalls.listen(listener.number(), 1);
        listener.waitAtMost(Descriptor.PATIENCE);
        var client = new Descriptor(SocketCalls.connected(path.toString()));
        try {
          return new RoundTrip(client, listener.accepted(), "unix");
        } catch (IOException failure) {
          client.close();
          throw failure;
        }
      } finally {
        Files.deleteIfExists(path);
      }
    }
  }

  @Override
  public boolean once() {
    sequence++;
    message.putLong(0, sequence);
    if (send.call(client.number(), message.address(), LENGTH, MSG_NOSIGNAL) != LENGTH) {
      return false;
    }
    while (true) {
      var length = receive.call(client.number(), answer.address(), LENGTH, MSG_WAITALL);
      if (length != LENGTH) {
        if (length < 0 && receive.wasInterrupted()) {
          continue;
        }
        return false;
      }
      // an earlier one that came too late is passed over
      if (answer.getLong(0) == sequence) {
        return true;
      }
    }
  }

  @Override
  public void close() {
    // not closed: the other thread may just be reading, and the number would be somebody else's
    client.shutDown();
    server.shutDown();
  }

  /** Sends back whatever comes. */
  private static final class Echo implements Runnable {
    private final RepeatedCall send = new RepeatedCall("send");
    private final RepeatedCall receive = new RepeatedCall("recv");
    private final NativeMemory message = NativeMemory.of(LENGTH);
    private final Descriptor server;

    Echo(Descriptor server) {
      this.server = server;
    }

    @Override
    public void run() {
      while (true) {
        var length = receive.call(server.number(), message.address(), LENGTH, MSG_WAITALL);
        if (length == LENGTH) {
          var _ = send.call(server.number(), message.address(), LENGTH, MSG_NOSIGNAL);
        } else if (length == 0 || (length < 0 && !receive.wasInterrupted())) {
          return;
        }
      }
    }
  }

  /** 127.0.0.1 and any port: ip(7). */
  private static void bind(Descriptor socket) throws IOException {
    var address = NativeMemory.of(SOCKADDR_IN);
    address.putShort(0, AF_INET);
    address.putByte(LOOPBACK_AT, 127);
    address.putByte(LOOPBACK_AT + 3, 1);
    var _ = new RepeatedCall("bind").checked(socket.number(), address.address(), SOCKADDR_IN);
  }

  private static NativeMemory name(Descriptor socket) throws IOException {
    var address = NativeMemory.of(SOCKADDR_IN);
    var length = NativeMemory.of(Integer.BYTES);
    length.putInt(0, SOCKADDR_IN);
    var _ =
        new RepeatedCall("getsockname")
            .checked(socket.number(), address.address(), length.address());
    return address;
  }

  private static void connect(Descriptor socket, NativeMemory address) throws IOException {
    var _ = new RepeatedCall("connect").checked(socket.number(), address.address(), SOCKADDR_IN);
  }
}
