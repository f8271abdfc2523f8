package dev.qm.bluechi.connection;

import dev.qm.bluechi.dbus.MalformedMessage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * How a client gets in, and how a server lets it in: "Authentication Protocol" of the D-Bus
 * specification. With EXTERNAL the server takes who we are from the kernel, so no user id is named,
 * which is right in a user namespace too. Over TCP the kernel knows of nobody, and a server that
 * lets one in so may still hang up afterwards; there ANONYMOUS comes first.
 */
final class Handshake {
  /** A way in. */
  enum Mechanism {
    EXTERNAL,
    ANONYMOUS
  }

  /** How far a client is that wants in. */
  private enum Stage {
    OUTSIDE,
    /** It was asked who it is. */
    ASKED,
    IN
  }

  private static final int MOST_LINES = 32;

  private static final List<String> KNOWN = List.of("EXTERNAL", "ANONYMOUS");

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

  /**
   * Lets in whoever asks, under whatever name: over TCP nobody knows who it is. Lines that come
   * together are answered together.
   *
   * @param guid who we are: 32 hexadecimal digits
   * @throws IOException when the other side does not speak D-Bus, or does not come to an end
   */
  static void asServer(ByteChannel to, Incoming in, String guid) throws IOException {
    if (in.first() != 0) {
      throw new MalformedMessage("it does not begin like D-Bus");
    }
    var answers = new StringBuilder();
    var stage = Stage.OUTSIDE;
    for (var lines = 0; lines < MOST_LINES; lines++) {
      var line = in.line();
      if (line.equals("BEGIN")) {
        if (stage != Stage.IN) {
          throw new MalformedMessage("it begins before it is let in");
        }
        say(to, answers.toString());
        return;
      }
      stage = next(stage, line, guid, answers);
      if (in.isUsedUp()) {
        say(to, answers.toString());
        answers.setLength(0);
      }
    }
    throw new MalformedMessage("authentication of more than " + MOST_LINES + " lines");
  }

  private static Stage next(Stage stage, String line, String guid, StringBuilder answers) {
    var words = line.split(" ", -1);
    var isKnown = words.length > 1 && KNOWN.contains(words[1]);
    return switch (words[0]) {
      case "AUTH" -> {
        if (!isKnown || stage != Stage.OUTSIDE) {
          answers.append("REJECTED EXTERNAL ANONYMOUS\r\n");
          yield Stage.OUTSIDE;
        }
        if (words.length == 2 && words[1].equals("EXTERNAL")) {
          answers.append("DATA\r\n");
          yield Stage.ASKED;
        }
        answers.append("OK ").append(guid).append("\r\n");
        yield Stage.IN;
      }
      case "DATA" -> {
        if (stage == Stage.ASKED) {
          answers.append("OK ").append(guid).append("\r\n");
          yield Stage.IN;
        }
        answers.append("ERROR\r\n");
        yield stage;
      }
      case "CANCEL", "ERROR" -> {
        answers.append("REJECTED EXTERNAL ANONYMOUS\r\n");
        yield Stage.OUTSIDE;
      }
      // NEGOTIATE_UNIX_FD too: no descriptor is taken
      default -> {
        answers.append("ERROR\r\n");
        yield stage;
      }
    };
  }

  private static void say(ByteChannel to, String line) throws IOException {
    var bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
  }
}
