package dev.qm.bluechi.connection;

import dev.qm.bluechi.dbus.MalformedMessage;
import dev.qm.bluechi.dbus.MessageReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;

/**
 * What comes through a connection: first lines, then messages. What one message takes grows with
 * the bytes that have come, whatever length it says.
 */
final class Incoming {
  /** The longest line of authentication; the specification's own program allows as much. */
  private static final int LONGEST_LINE = 16 << 10;

  private static final int ROOM = 64 << 10;

  private final ReadableByteChannel from;
  private final ByteBuffer room;
  private int longestMessage;

  Incoming(ReadableByteChannel from, int longestMessage) {
    this(from, longestMessage, ROOM);
  }

  /**
   * One that takes less memory, and more reads.
   *
   * @param room bytes that one read brings at most
   */
  Incoming(ReadableByteChannel from, int longestMessage, int room) {
    this.from = from;
    this.room = ByteBuffer.allocate(room).flip();
    this.longestMessage = longestMessage;
  }

  /** From now on messages that long are taken; on the thread that reads. */
  void allow(int longest) {
    longestMessage = longest;
  }

  /** The first byte, which is none of a line. */
  byte first() throws IOException {
    more();
    return room.get();
  }

  /** Whether all that was read is used up. */
  boolean isUsedUp() {
    return !room.hasRemaining();
  }

  /** One line without its end, as ASCII. */
  String line() throws IOException {
    var line = new StringBuilder();
    while (line.length() < LONGEST_LINE) {
      if (!room.hasRemaining()) {
        more();
      }
      var c = room.get();
      if (c == '\n') {
        var end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r'
            ? line.substring(0, end - 1)
            : line.toString();
      }
      if (c <= 0) {
        break;
      }
      line.append((char) c);
    }
    throw new MalformedMessage("what should be a line of authentication is none");
  }

  /** The bytes of one message. */
  byte[] message() throws IOException {
    var beginning = new byte[MessageReader.BEGINNING];
    fill(beginning, 0, beginning.length);
    var length = MessageReader.length(ByteBuffer.wrap(beginning), longestMessage);
    var bytes = Arrays.copyOf(beginning, Math.min(length, ROOM));
    var filled = beginning.length;
    while (true) {
      fill(bytes, filled, bytes.length);
      if (bytes.length == length) {
        return bytes;
      }
      filled = bytes.length;
      bytes = Arrays.copyOf(bytes, (int) Math.min(length, 2L * bytes.length));
    }
  }

  private void fill(byte[] bytes, int at, int end) throws IOException {
    var place = at;
    while (place < end) {
      if (!room.hasRemaining()) {
        more();
      }
      var count = Math.min(room.remaining(), end - place);
      room.get(bytes, place, count);
      place += count;
    }
  }

  private void more() throws IOException {
    room.clear();
    var count = from.read(room);
    room.flip();
    if (count < 0) {
      throw new EOFException("the other side closed it");
    }
  }
}
