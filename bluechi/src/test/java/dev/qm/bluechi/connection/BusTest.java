package dev.qm.bluechi.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.bluechi.dbus.MalformedMessage;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.MessageReader;
import dev.qm.bluechi.dbus.Samples;
import dev.qm.bluechi.dbus.Value;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With the field's own programs on the other side: dbus-daemon (libdbus) and busctl (sd-bus). */
class BusTest {
  private static final String ECHO = "org.example.Echo";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private static Path folder;

  private static PrivateBus bus;

  @BeforeAll
  static void start() throws Exception {
    bus = PrivateBus.start(folder);
  }

  @AfterAll
  static void stop() throws IOException {
    if (bus != null) {
      bus.close();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "s | hello",
        "ybnqiuxt | 255 true -32768 65535 -2147483648 4294967295 -9223372036854775808 18446744073709551615",
        "d | 0.5",
        "ogs | /org/example a{sv} ü€😀",
        "as | 0",
        "as | 3 a b c",
        "a{sv} | 2 One s text Two au 2 1 2",
        "(s(iv)) | a 1 v s b",
        "aay | 2 1 255 0",
        "a(ssssssouso) | 1 a.service text loaded active running following /org/a 0 job /",
        "vv | (ss) a b a{us} 1 7 seven"
      })
  void whatBusctlSendsComesBackToItAsItWas(String types, String arguments) throws Exception {
    try (var server =
        bus.connect(call -> Optional.of(call.reply(call.values().toArray(Value[]::new))))) {
      var words =
          new ArrayList<>(List.of("--", "call", server.name().orElseThrow(), "/", ECHO, "Echo"));
      words.add(types);
      words.addAll(List.of(arguments.split(" ", -1)));

      var said = bus.busctl(words.toArray(String[]::new));

      // it quotes texts, and prints letters beyond ASCII as their bytes
      assertThat(
              said.replace("\"", "")
                  .replace("\\303\\274\\342\\202\\254\\360\\237\\230\\200", "ü€😀"))
          .isEqualTo(types + " " + arguments);
    }
  }

  @Test
  void anyArgumentsPassTheReferenceImplementation() throws Exception {
    var random = new Random(4);
    try (var server =
            bus.connect(call -> Optional.of(call.reply(call.values().toArray(Value[]::new))));
        var client = bus.connect(Connection.Service.none())) {
      for (var i = 0; i < 200; i++) {
        var arguments = Samples.arguments(random);
        var call =
            Message.call("/", ECHO, "Echo", arguments.toArray(Value[]::new))
                .to(server.name().orElseThrow());

        assertThat(client.call(call, PATIENCE).values()).isEqualTo(arguments);
      }
    }
  }

  @Test
  void damagedMessagesAreJudgedAsTheReferenceImplementationDoes() throws Exception {
    var random = new Random(18);
    var taken = 0;
    var refused = 0;
    for (var i = 0; i < 400; i++) {
      var call =
          Message.call("/a", ECHO, "Echo", Samples.arguments(random).toArray(Value[]::new))
              .numbered(7);
      var bytes = call.bytes();
      // not the lengths of the whole: the daemon would wait for more
      var at = 16 + random.nextInt(Math.max(1, bytes.length - 16));
      at = random.nextInt(4) == 0 ? random.nextInt(4) : at;
      bytes[at] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(8));
      if (!isWhole(bytes)) {
        continue;
      }
      var own = isTaken(bytes);
      assertThat(own)
          .as("byte %s of %s", at, java.util.HexFormat.of().formatHex(bytes))
          .isEqualTo(isTakenByDaemon(bytes));
      taken += own ? 1 : 0;
      refused += own ? 0 : 1;
    }
    assertThat(taken).isGreaterThan(20);
    assertThat(refused).isGreaterThan(20);
  }

  @Test
  void overTcpWhoIsNobodyGetsIn() throws Exception {
    try (var client =
        Connection.toBus(
            BusAddress.parse("unix:path=" + folder + "/nothing;" + bus.tcp()),
            Settings.CLIENT,
            Connection.Service.none())) {
      assertThat(client.name()).get().asString().startsWith(":");
    }
  }

  @Test
  void anotherServerThanTheAddressNamesIsRefused() {
    var address = bus.unix().replaceAll("guid=.*", "guid=" + "0".repeat(32));

    assertThatThrownBy(() ->
            Connection.toBus(BusAddress.parse(address), Settings.CLIENT, Connection.Service.none()))
        .isInstanceOf(ConnectFailed.class)
        .hasMessageContaining("another server");
  }

  @Test
  void signalsThatWereAskedForComeAndOthersDoNot() throws Exception {
    try (var client = bus.connect(Connection.Service.none());
        var server = bus.connect(Connection.Service.none())) {
      var rule = MatchRule.of(server.name().orElseThrow(), ECHO, "Said").at("/said");
      try (var said = client.subscribe(List.of(rule))) {
        bus.busctl("emit", "/said", ECHO, "Said", "s", "by somebody else");
        server.send(Message.signal("/other", ECHO, "Said", new Value.Text("of another object")));
        server.send(Message.signal("/said", ECHO, "Heard", new Value.Text("another signal")));
        server.send(Message.signal("/said", ECHO, "Said", new Value.Text("first")));
        // nothing makes a bus pass this one on, so it must not get through here either
        bus.busctl(
            "emit",
            "--destination=" + client.name().orElseThrow(),
            "/said",
            ECHO,
            "Said",
            "s",
            "x");
        server.send(Message.signal("/said", ECHO, "Said", new Value.Text("second")));

        assertThat(said.next(PATIENCE).orElseThrow().text(0)).isEqualTo("first");
        assertThat(said.next(PATIENCE).orElseThrow().text(0)).isEqualTo("second");
        assertThat(said.next(Duration.ZERO)).isEmpty();
      }
    }
  }

  @Test
  void aNameThatNobodyHasHasNoOwner() throws Exception {
    try (var client = bus.connect(Connection.Service.none())) {
      assertThat(client.owner("org.example.Nobody")).isEmpty();
      assertThat(client.owner(Connection.BUS)).contains(Connection.BUS);
    }
  }

  @Test
  void anErrorHasItsNameAndItsText() throws Exception {
    try (var client = bus.connect(Connection.Service.none());
        var server = bus.connect(call -> Optional.of(call.error("org.example.No", "not today")))) {
      var call = Message.call("/", ECHO, "Echo").to(server.name().orElseThrow());

      assertThatThrownBy(() -> client.call(call))
          .isInstanceOf(CallFailed.class)
          .hasMessage("not today (org.example.No)")
          .extracting(failure -> ((CallFailed) failure).name())
          .isEqualTo("org.example.No");
    }
  }

  @Test
  void aMethodThatIsNotThereIsAnsweredSo() throws Exception {
    try (var server = bus.connect(Connection.Service.none())) {
      assertThat(bus.busctl("call", server.name().orElseThrow(), "/", ECHO, "Echo"))
          .contains("no such method");
      assertThat(
              bus.busctl(
                  "call", server.name().orElseThrow(), "/", "org.freedesktop.DBus.Peer", "Ping"))
          .isEmpty();
    }
  }

  private static boolean isWhole(byte[] bytes) {
    try {
      return MessageReader.length(ByteBuffer.wrap(bytes), Message.LONGEST) == bytes.length;
    } catch (MalformedMessage refused) {
      // then both refuse it by its first 16 bytes
      return true;
    }
  }

  private static boolean isTaken(byte[] bytes) {
    try {
      var message = MessageReader.read(bytes);
      return message.isEmpty() || message.get().header().unixFds() == 0;
    } catch (MalformedMessage refused) {
      return false;
    }
  }

  /** The daemon hangs up on who sends it something invalid. */
  private static boolean isTakenByDaemon(byte[] bytes) throws Exception {
    var doors = new Doors();
    ByteChannel channel = doors.open(BusAddress.parse(bus.unix()).getFirst());
    try (channel) {
      var in = new Incoming(channel, Message.LONGEST);
      Handshake.asClient(channel, in, Handshake.Mechanism.EXTERNAL, Optional.empty());
      write(channel, Connection.ofBus("Hello").numbered(1).bytes());
      write(channel, bytes);
      write(channel, Connection.ofBus("GetId").numbered(9).bytes());
      while (true) {
        var message = MessageReader.read(in.message()).orElseThrow();
        if (message.header().replySerial().equals(Optional.of(9L))) {
          return true;
        }
      }
    } catch (MalformedMessage wrong) {
      throw wrong;
    } catch (IOException hungUp) {
      return false;
    }
  }

  private static void write(ByteChannel channel, byte[] bytes) throws IOException {
    var buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
