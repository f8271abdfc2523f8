package dev.qm.bluechi.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.InvalidPathException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Opens what an address names. It may take as long as it likes: {@link #giveUp} ends it. */
final class Doors {
  private volatile boolean isGivenUp;
  private volatile Optional<SocketChannel> opening = Optional.empty();

  /** A channel to whoever listens there. */
  ByteChannel open(BusAddress address) throws IOException {
    if (address instanceof BusAddress.Unix(var path, var _)) {
      return unix(path);
    } else if (address instanceof BusAddress.Tcp(var host, var port, var _)) {
      return tcp(host, port);
    }
    throw new IOException(
        address instanceof BusAddress.Unsupported(var _, var why)
            ? why
            : "qm does not connect to abstract sockets yet");
  }

  /** Lets {@link #open} fail, now or as soon as it begins. */
  void giveUp() {
    isGivenUp = true;
    opening.ifPresent(Listening::close);
  }

  private ByteChannel unix(String path) throws IOException {
    var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      watch(channel);
      channel.connect(UnixDomainSocketAddress.of(path));
      return channel;
    } catch (IOException failure) {
      Listening.close(channel);
      throw failure;
    } catch (InvalidPathException | UnsupportedOperationException wrong) {
      Listening.close(channel);
      throw new IOException("no path of a socket", wrong);
    }
  }

  /** All that the name stands for, one after the other. */
  private ByteChannel tcp(String host, int port) throws IOException {
    IOException last = new UnknownHostException(host);
    for (var place : places(host)) {
      var channel = SocketChannel.open();
      try {
        watch(channel);
        channel.connect(new InetSocketAddress(place, port));
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        return channel;
      } catch (IOException failure) {
        Listening.close(channel);
        last = failure;
      }
    }
    throw last;
  }

  /**
   * What a name stands for. A resolver that is slow would keep all virtual threads from their work,
   * where they have one thread between them: so it is asked by a thread of its own.
   */
  private static InetAddress[] places(String host) throws IOException {
    try {
      return new InetAddress[] {InetAddress.ofLiteral(host)};
    } catch (IllegalArgumentException name) {
      // it has to be looked up
    }
    var found = new CompletableFuture<InetAddress[]>();
    var _ =
        Thread.ofPlatform()
            .daemon()
            .name("resolver")
            .start(() -> {
              try {
                found.complete(InetAddress.getAllByName(host));
              } catch (IOException | RuntimeException unknown) {
                found.completeExceptionally(unknown);
              }
            });
    try {
      return found.join();
    } catch (CompletionException failure) {
      throw failure.getCause() instanceof IOException known
          ? known
          : new IOException("no such host: " + host, failure);
    }
  }

  private void watch(SocketChannel channel) throws IOException {
    opening = Optional.of(channel);
    if (isGivenUp) {
      throw new IOException("it took too long");
    }
  }
}
