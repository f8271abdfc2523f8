package dev.qm.bluechi.connection;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;

/** Sockets at which a program listens. */
public final class Listening {
  /**
   * For the thread that accepts to come back, which takes no time unless its log is stuck; a
   * program that ends does not wait for that.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private Listening() {}

  /**
   * Listens at a port.
   *
   * @param backlog how many connections the kernel keeps that were not accepted yet
   */
  public static ServerSocketChannel at(InetSocketAddress address, int backlog) throws IOException {
    var channel = ServerSocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.bind(address, backlog);
      return channel;
    } catch (IOException failure) {
      close(channel);
      throw failure;
    }
  }

  /**
   * Listens at a socket of the file system, in a folder that only trusted users can change. A
   * socket there that nobody listens on is replaced, nothing else is.
   */
  public static ServerSocketChannel at(Path path, int backlog) throws IOException {
    var address = UnixDomainSocketAddress.of(path);
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      requireStale(path, address);
      Files.deleteIfExists(path);
    }
    var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.bind(address, backlog);
      return channel;
    } catch (IOException failure) {
      close(channel);
      throw failure;
    }
  }

  /** Closes what may be beyond use already. */
  public static void close(Channel channel) {
    try {
      channel.close();
    } catch (IOException late) {
      // it is closed as far as it can be
    }
  }

  /**
   * Stops listening. A thread that waits in {@code accept} keeps the port until it has come back,
   * so it is waited for; whoever listened there next would be told that the address is in use.
   *
   * @param accepting the thread that accepts, which does nothing for long but that
   */
  public static void end(ServerSocketChannel channel, Thread accepting) {
    close(channel);
    try {
      var _ = accepting.join(PATIENCE);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static void requireStale(Path path, UnixDomainSocketAddress address) throws IOException {
    if (!Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther()) {
      throw new IOException("there is a file of this name that is no socket");
    }
    try (var other = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      other.connect(address);
    } catch (IOException nobody) {
      return;
    }
    throw new IOException("another program listens there");
  }
}
