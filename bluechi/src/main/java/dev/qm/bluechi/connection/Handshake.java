package dev.qm.bluechi.connection;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

  /**
   * Gets in.
   *
   * @param ways tried in their order
   * @param guid who must be there, if that is said
   * @throws IOException when the other side does not let us in, or is not who it should be
   */
  static void asClient(ByteChannel to, Incoming in, List<Mechanism> ways, Optional<String> guid)
      throws IOException {
    // the first byte is none of a line: the kernel may send along with it who we are
    say(to, "\0");
    for (var way : ways) {
      var answer =
          switch (way) {
            case EXTERNAL -> external(to, in);
            case ANONYMOUS -> anonymous(to, in);
          };
      if (answer.startsWith("OK")) {
        if (guid.isPresent() && !guid.get().equalsIgnoreCase(answer.substring(2).strip())) {
          throw new IOException("it is another server than the address names (guid)");
        }
        say(to, "BEGIN\r\n");
        return;
      }
    }
    throw new IOException("the other side does not let this user in");
  }

  /**
   * The server asks for data with the first line, and is given none with the second; one that lets
   * us in or refuses at once calls the second an error.
   */
  private static String external(ByteChannel to, Incoming in) throws IOException {
    say(to, "AUTH EXTERNAL\r\nDATA\r\n");
    var first = in.line();
    var second = in.line();
    return first.startsWith("OK") ? first : second;
  }

  private static String anonymous(ByteChannel to, Incoming in) throws IOException {
    say(to, "AUTH ANONYMOUS 716d\r\n");
    return in.line();
  }

  private static void say(ByteChannel to, String line) throws IOException {
    var bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
  }
}
