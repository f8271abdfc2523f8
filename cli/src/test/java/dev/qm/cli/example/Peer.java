package dev.qm.cli.example;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A client in the test itself, which may be as rude as it likes. */
final class Peer implements AutoCloseable {
  private final SocketChannel channel;
  private final BufferedReader lines;

  Peer(Path socket) throws IOException {
    channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
  }

  void say(String line) throws IOException {
    var bytes = StandardCharsets.UTF_8.encode(line + "\n");
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** The next line that is no tick; empty at the end. */
  String hear() throws IOException {
    var line = lines.readLine();
    while (line != null && line.startsWith("TICK ")) {
      line = lines.readLine();
    }
    return line == null ? "" : line;
  }

  /** Sends for as long as it can: until the other side closes the connection. */
  void flood() {
    var buffer = ByteBuffer.allocate(64 << 10);
    for (var number = 1L; ; ) {
      buffer.clear();
      for (; buffer.remaining() > 64; number++) {
        buffer.put(("SAY " + number + " flood\n").getBytes(StandardCharsets.UTF_8));
      }
      buffer.flip();
      try {
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      } catch (IOException closed) {
        return;
      }
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
