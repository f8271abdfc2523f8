package demo.ipc;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * The socket that clients connect to.
 *
 * @param channel to accept them from
 * @param own the file of a socket that this process made and has to take away; empty for one that
 *     was handed over
 */
record Listening(ServerSocketChannel channel, Optional<Path> own) {
  /** The first descriptor that a service manager hands over: sd_listen_fds(3). */
  private static final int FIRST = 3;

  private static final int BACKLOG = 128;

  /** Nobody but the owner may connect. */
  private static final int OTHERS = 0177;

  /** The socket of the service manager, or else a new one. */
  static Listening open(Settings settings) throws IOException {
    var pid = Long.toString(ProcessHandle.current().pid());
    // without the right pid the variables were meant for a parent of this process
    if (pid.equals(System.getenv("LISTEN_PID"))) {
      var count = System.getenv("LISTEN_FDS");
      if (!"1".equals(count)) {
        throw new IOException("one socket is expected, and LISTEN_FDS=" + count);
      }
      return new Listening(inherited(), Optional.empty());
    }
    var socket = settings.requiredSocket().toAbsolutePath();
    return new Listening(bound(socket), Optional.of(socket));
  }

  /** Java takes an inherited socket as descriptor 0 only. */
  private static ServerSocketChannel inherited() throws IOException {
    Libc.dup2(FIRST, 0);
    Libc.close(FIRST);
    var channel = System.inheritedChannel();
    if (channel instanceof ServerSocketChannel server) {
      return server;
    }
    throw new IOException("what was handed over is no listening stream socket");
  }

  /** A new socket in place of a dead server's, never of a live one's. */
  @SuppressWarnings("resource") // the lock is held until this process ends
  private static ServerSocketChannel bound(Path socket) throws IOException {
    var lock = socket.resolveSibling(socket.getFileName() + ".lock");
    var holder = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (holder.tryLock() == null || answers(socket)) {
      throw new IOException("another server listens on " + socket);
    }
    removeDead(socket);
    // the mode is there from the first moment: who sees the socket could connect
    var mask = Libc.umask(OTHERS);
    try {
      return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
          .bind(UnixDomainSocketAddress.of(socket), BACKLOG);
    } finally {
      Libc.umask(mask);
    }
  }

  private static void removeDead(Path socket) throws IOException {
    if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    var kind =
        Files.readAttributes(socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!kind.isOther()) {
      throw new IOException(socket + " is there and is no socket");
    }
    Files.delete(socket);
  }

  private static boolean answers(Path socket) {
    try (var _ = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return true;
    } catch (IOException nobody) {
      return false;
    }
  }

  /** No more clients. Those who wait unaccepted in an inherited socket stay there for the next. */
  void close() throws IOException {
    if (own.isPresent()) {
      channel.close();
      Files.deleteIfExists(own.get());
      return;
    }
    // with an inherited socket Java also lets go of 1 and 2, and there is still something to say
    var out = Libc.dup(1);
    var err = Libc.dup(2);
    channel.close();
    Libc.dup2(out, 1);
    Libc.dup2(err, 2);
  }
}
