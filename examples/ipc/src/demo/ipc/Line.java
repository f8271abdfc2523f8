package demo.ipc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The protocol is lines of UTF-8, each at most {@link #LONGEST} bytes.
 *
 * <pre>
 * client                        server
 * HELLO name                    WELCOME name last     the last number that it had from this name
 * SAY number text               ACK number text       the same number again gets the same answer
 *                               TICK count            unasked, left out when the client is behind
 *                               ERR why               and the end
 * </pre>
 */
final class Line {
  static final int LONGEST = 1024;

  private Line() {}

  /** Reads lines; a reader belongs to one thread. */
  static final class Reader {
    private final ReadableByteChannel from;
    // never more than one line and a bit of the next: what a peer sends does not pile up here
    private final ByteBuffer buffer = ByteBuffer.allocate(LONGEST + 1).flip();

    Reader(ReadableByteChannel from) {
      this.from = from;
    }

    /**
     * The next line without its end; empty at the end of all.
     *
     * @throws IOException also for a line that is too long
     */
    Optional<String> next() throws IOException {
      for (var seen = buffer.position(); ; ) {
        for (; seen < buffer.limit(); seen++) {
          if (buffer.get(seen) == '\n') {
            var line = new byte[seen - buffer.position()];
            buffer.get(line).get();
            return Optional.of(new String(line, StandardCharsets.UTF_8));
          }
        }
        seen = buffer.remaining();
        if (seen > LONGEST) {
          throw new IOException("a line of more than " + LONGEST + " bytes");
        }
        buffer.compact();
        var read = from.read(buffer);
        buffer.flip();
        if (read < 0) {
          return Optional.empty();
        }
      }
    }
  }

  /** Writes a line; waits as long as the other side does not read. */
  static void write(WritableByteChannel to, String line) throws IOException {
    var bytes = StandardCharsets.UTF_8.encode(line + "\n");
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
  }

  /** The number in {@code word}; -1 when it is none. */
  static long number(String word) {
    try {
      return Long.parseLong(word);
    } catch (NumberFormatException notANumber) {
      return -1;
    }
  }

  /** {@code text} of another program without what would steer a terminal. */
  static String printable(String text) {
    var safe = new StringBuilder(text);
    for (var i = 0; i < safe.length(); i++) {
      var type = Character.getType(safe.charAt(i));
      if (type == Character.CONTROL || type == Character.FORMAT) {
        safe.setCharAt(i, '?');
      }
    }
    return safe.toString();
  }

  /** Why something failed, in a line. */
  static String reason(Exception failure) {
    if (failure instanceof ClosedChannelException) {
      return "the connection is closed";
    }
    var message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : printable(message);
  }
}
