package dev.qm.bluechi.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.bluechi.configuration.AgentSettings;
import dev.qm.bluechi.configuration.AgentSettings.LogLevel;
import dev.qm.bluechi.connection.BusAddress;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.MessageReader;
import dev.qm.bluechi.dbus.Value;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An agent between a controller and a systemd that speak real bytes over real sockets. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class AgentTest {
  private static final String AGENT = "org.eclipse.bluechi.internal.Agent";
  private static final String AGENT_PATH = "/org/eclipse/bluechi/internal/agent";
  private static final String MANAGER = "org.freedesktop.systemd1.Manager";
  private static final String JOB = "/org/freedesktop/systemd1/job/7";

  private ServerSocketChannel controllers;
  private ServerSocketChannel others;
  private ServerSocketChannel systemds;

  /** The far end of a connection. */
  private static final class Far {
    private final SocketChannel channel;
    private long serial;

    private Far(SocketChannel channel) {
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

    private void write(byte[] bytes) throws IOException {
      var room = ByteBuffer.wrap(bytes);
      while (room.hasRemaining()) {
        channel.write(room);
      }
    }
  }

  @BeforeEach
  void open() throws IOException {
    controllers = door();
    others = door();
    systemds = door();
  }

  @AfterEach
  void close() throws IOException {
    controllers.close();
    others.close();
    systemds.close();
  }

  @Test
  void itRegistersBeatsAndComesBackAtTheNextControllerWhenItsOwnIsGone() throws Exception {
    try (var agent = start()) {
      var first = Far.accept(controllers);
      letIn(first);
      assertThat(first.read().header().member()).contains("Heartbeat");

      first.hangUp();
      controllers.close();

      var second = Far.accept(others);
      letIn(second);
      while (!second.read().header().member().equals(Optional.of("Heartbeat"))) {
        // whatever else it says
      }
      assertThat(agent.isRegistered()).isTrue();
    }
  }

  @Test
  void eachJobThatSystemdMergedIntoOneIsToldItsEnd() throws Exception {
    try (var _ = start()) {
      var systemd = systemd();
      var controller = Far.accept(controllers);
      letIn(controller);
      for (var id = 1; id <= 2; id++) {
        var call =
            controller.ask(
                "StartUnit",
                new Value.Text("a.service"),
                new Value.Text("replace"),
                new Value.U32(id));
        var asked = systemd.read();
        assertThat(asked.is(MANAGER, "StartUnit")).isTrue();
        systemd.say(asked.reply(new Value.Path(JOB)));
        assertThat(controller.next().header().replySerial()).contains(call);
      }

      systemd.say(
          Message.signal(
              "/org/freedesktop/systemd1",
              MANAGER,
              "JobRemoved",
              new Value.U32(7),
              new Value.Path(JOB),
              new Value.Text("a.service"),
              new Value.Text("done")));

      var told = new ArrayList<List<Value>>();
      told.add(controller.next().require("us").values());
      told.add(controller.next().require("us").values());
      assertThat(told)
          .containsExactly(
              List.of(new Value.U32(1), new Value.Text("done")),
              List.of(new Value.U32(2), new Value.Text("done")));
    }
  }

  @Test
  void anErrorOfSystemdsReachesTheControllerAsItWas() throws Exception {
    try (var _ = start()) {
      var systemd = systemd();
      var controller = Far.accept(controllers);
      letIn(controller);
      controller.ask("GetUnitFileState", new Value.Text("no.service"));
      systemd.say(systemd.read().error("org.freedesktop.DBus.Error.FileNotFound", "none"));

      var answer = controller.next();
      assertThat(answer.header().errorName()).contains("org.freedesktop.DBus.Error.FileNotFound");
      assertThat(answer.text(0)).isEqualTo("none");

      controller.ask("GetUnitFileState", new Value.U32(1));
      assertThat(controller.next().header().errorName())
          .contains("org.freedesktop.DBus.Error.InvalidArgs");
    }
  }

  private Far systemd() throws IOException {
    var systemd = Far.accept(systemds);
    var subscribe = systemd.read();
    assertThat(subscribe.is(MANAGER, "Subscribe")).isTrue();
    systemd.say(subscribe.reply());
    return systemd;
  }

  private static void letIn(Far controller) throws IOException {
    var register = controller.next();
    assertThat(register.is("org.eclipse.bluechi.internal.Controller", "Register")).isTrue();
    assertThat(register.text(0)).isEqualTo("qm.host1");
    controller.say(register.reply());
  }

  private Agent start() throws IOException {
    var settings =
        new AgentSettings(
            "qm.host1",
            BusAddress.parse(address(controllers) + ";" + address(others)),
            Optional.of(Duration.ofMillis(100)),
            Optional.empty(),
            10,
            LogLevel.INFO,
            false,
            "journald",
            Duration.ofSeconds(60));
    return Agent.start(
        new Agent.Plan(settings, BusAddress.parse(address(systemds)), List.of(), Optional.empty()),
        (_, _) -> {},
        new Agent.Watcher() {
          @Override
          public void registered(String nodeName, String controller) {}

          @Override
          public void lost(String controller) {}
        });
  }

  private static ServerSocketChannel door() throws IOException {
    return ServerSocketChannel.open()
        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  private static String address(ServerSocketChannel door) throws IOException {
    return "tcp:host=127.0.0.1,port=" + ((InetSocketAddress) door.getLocalAddress()).getPort();
  }
}
