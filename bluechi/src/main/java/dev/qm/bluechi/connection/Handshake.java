package dev.qm.bluechi.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * How a client gets in: "Authentication Protocol" of the D-Bus specification. With EXTERNAL the
 * server takes who we are from the kernel, so no user id is named, which is right in a user
 * namespace too. Over TCP the kernel knows of nobody, and a server that lets one in so may still
 * hang up afterwards; there ANONYMOUS comes first.
 */
final class Handshake {
  /** A way in. */
  enum Mechanism {
    EXTERNAL,
    ANONYMOUS
  }

  private Handshake() {}

  /** That the other side knows this way in, and refuses it; another one needs a new connection. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused() {
      super("the other side does not let this user in");
    }
  }

  /**
   * Gets in. All is said in one write, before anything is answered, as sd-bus does: a server of its
   * kind that finds the first message right behind the last line leaves it unread until more comes,
   * and so it must have read that line before it answers.
   *
   * @param guid who must be there, if that is said
   * @throws Refused when the other side does not let us in this way
   * @throws IOException when it is not who it should be, or no server at all
   */
  static void asClient(ByteChannel to, Incoming in, Mechanism way, Optional<String> guid)
      throws IOException {
    // the first byte is none of a line: the kernel may send along with it who we are
    var answer =
        switch (way) {
          case EXTERNAL -> {
            // the server asks for data with the first line, and is given none with the second; one
            // that lets us in at once calls the second an error
            say(to, "\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n");
            var first = in.line();
            var second = first.startsWith("REJECTED") ? first : in.line();
            yield first.startsWith("OK") ? first : second;
          }
          case ANONYMOUS -> {
            say(to, "\0AUTH ANONYMOUS 716d\r\nBEGIN\r\n");
            yield in.line();
          }
        };
    if (!answer.startsWith("OK")) {
      throw new Refused();
    }
    if (guid.isPresent() && !guid.get().equalsIgnoreCase(answer.substring(2).strip())) {
      throw new IOException("it is another server than the address names (guid)");
    }
  }

  private static void say(ByteChannel to, String line) throws IOException {
    var bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
  }
}
