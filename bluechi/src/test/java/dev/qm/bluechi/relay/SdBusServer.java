package dev.qm.bluechi.relay;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * Lets clients in as a server of sd-bus's does, BlueChi's controller for one: a message that it
 * finds right behind the last line stays unread until more comes. Whether one stands there is a
 * matter of luck if the client sends that line after the answer; here it always does.
 */
final class SdBusServer {
  private static final String OK = "OK " + "0".repeat(32) + "\r\n";

  private SdBusServer() {}

  /** The channel, from the first message on. */
  static ByteChannel letIn(SocketChannel channel) throws IOException {
    var room = ByteBuffer.allocate(4096);
    var taken = 1;
    var isAnswered = false;
    while (true) {
      more(channel, room);
      var text = new String(room.array(), 0, room.position(), StandardCharsets.ISO_8859_1);
      for (var end = text.indexOf('\n', taken); end >= 0; end = text.indexOf('\n', taken)) {
        var line = text.substring(taken, end).strip();
        taken = end + 1;
        switch (line) {
          case "BEGIN" -> {
            if (isAnswered) {
              while (room.position() <= taken) {
                more(channel, room);
              }
            }
            if (room.position() > taken) {
              more(channel, room);
            }
            return new Rest(channel, room.flip().position(taken));
          }
          case "AUTH EXTERNAL" -> say(channel, "DATA\r\n");
          default -> say(channel, OK);
        }
      }
      isAnswered = true;
    }
  }

  private static void more(SocketChannel channel, ByteBuffer room) throws IOException {
    if (channel.read(room) < 0) {
      throw new EOFException("the client has gone");
    }
  }

  private static void say(SocketChannel channel, String line) throws IOException {
    channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
  }

  /** A channel of which a part was read. */
  private record Rest(SocketChannel channel, ByteBuffer before) implements ByteChannel {
    @Override
    public int read(ByteBuffer to) throws IOException {
      if (!before.hasRemaining()) {
        return channel.read(to);
      }
      var count = Math.min(before.remaining(), to.remaining());
      to.put(before.slice(before.position(), count));
      before.position(before.position() + count);
      return count;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
      return channel.write(from);
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
