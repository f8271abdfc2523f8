package dev.qm.bluechi.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.MessageReader;
import dev.qm.bluechi.dbus.Value;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** The far end of a connection. */
final class Far {
  static final String MANAGER = "org.freedesktop.systemd1.Manager";
  private static final String AGENT = "org.eclipse.bluechi.internal.Agent";
  private static final String AGENT_PATH = "/org/eclipse/bluechi/internal/agent";

  private final SocketChannel channel;
  private long serial;

  Far(SocketChannel channel) {
    this.channel = channel;
  }

  /** Lets in who comes next, whichever way it asks. */
  static Far accept(ServerSocketChannel door) throws IOException {
    var far = new Far(door.accept());
    while (true) {
      var line = far.line();
      if (line.contains("BEGIN")) {
        return far;
      } else if (line.contains("AUTH")) {
        far.write(("OK " + "0".repeat(32) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  Message read() throws IOException {
    var beginning = bytes(MessageReader.BEGINNING);
    var length = MessageReader.length(ByteBuffer.wrap(beginning), Message.LONGEST);
    var all = new byte[length];
    System.arraycopy(beginning, 0, all, 0, beginning.length);
    var rest = bytes(length - beginning.length);
    System.arraycopy(rest, 0, all, beginning.length, rest.length);
    return MessageReader.read(all).orElseThrow();
  }

  /** The next one that is no heartbeat and no ping. */
  Message next() throws IOException {
    while (true) {
      var message = read();
      var member = message.header().member().orElse("");
      if (member.equals("Ping")) {
        say(message.reply());
      } else if (!member.equals("Heartbeat")) {
        return message;
      }
    }
  }

  long say(Message message) throws IOException {
    serial++;
    write(message.numbered(serial).bytes());
    return serial;
  }

  long ask(String member, Value... arguments) throws IOException {
    return say(Message.call(AGENT_PATH, AGENT, member, arguments).from("org.eclipse.bluechi"));
  }

  /** Reads until there is one of that name, and passes over all others. */
  Message until(String member) throws IOException {
    while (true) {
      var message = next();
      if (message.header().member().equals(Optional.of(member))) {
        return message;
      }
    }
  }

  /** Lets the node of that name register. */
  void register(String node) throws IOException {
    var register = next();
    assertThat(register.is("org.eclipse.bluechi.internal.Controller", "Register")).isTrue();
    assertThat(register.text(0)).isEqualTo(node);
    say(register.reply());
  }

  /** Systemd's answer to the agent's first call. */
  void subscribed() throws IOException {
    var subscribe = read();
    assertThat(subscribe.is(MANAGER, "Subscribe")).isTrue();
    say(subscribe.reply());
  }

  /** Whether nothing comes for that long. */
  boolean isQuietFor(Duration time) throws IOException {
    channel.configureBlocking(false);
    try (var selector = Selector.open()) {
      channel.register(selector, SelectionKey.OP_READ);
      return selector.select(time.toMillis()) == 0;
    }
  }

  void hangUp() throws IOException {
    channel.close();
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    while (true) {
      var c = (char) bytes(1)[0];
      if (c == '\n') {
        return line.toString();
      }
      line.append(c);
    }
  }

  private byte[] bytes(int count) throws IOException {
    var room = ByteBuffer.allocate(count);
    while (room.hasRemaining()) {
      if (channel.read(room) < 0) {
        throw new EOFException();
      }
    }
    return room.array();
  }

  void write(byte[] bytes) throws IOException {
    var room = ByteBuffer.wrap(bytes);
    while (room.hasRemaining()) {
      channel.write(room);
    }
  }
}
