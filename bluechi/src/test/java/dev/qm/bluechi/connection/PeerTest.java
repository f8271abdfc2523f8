package dev.qm.bluechi.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.bluechi.dbus.MalformedMessage;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.MessageReader;
import dev.qm.bluechi.dbus.Value;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Peers that are hostile, broken or gone. */
class PeerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Small bounds, so that they are reached. */
  private static final Settings SMALL =
      new Settings(4096, 2, 8, 4096, Duration.ofMillis(500), PATIENCE);

  private static final MatchRule SAID = MatchRule.of(":1.1", "org.example.Echo", "Said");

  private ServerSocketChannel door;

  /** What a peer does with who comes. */
  @FunctionalInterface
  private interface Manners {
    void receive(SocketChannel client, Incoming in) throws IOException, InterruptedException;
  }

  @BeforeEach
  void open() throws IOException {
    door =
        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  @AfterEach
  void close() throws IOException {
    door.close();
  }

  @Test
  void aPeerIsSpokenToWithoutABus() throws Exception {
    serve((client, in) -> {
      letIn(client, in);
      var call = MessageReader.read(in.message()).orElseThrow();
      say(client, call.reply(new Value.Text("heard")).numbered(1).bytes());
      in.message();
    });
    try (var connection = connect(SMALL)) {
      assertThat(connection.name()).isEmpty();
      assertThat(connection.call(call(), PATIENCE).text(0)).isEqualTo("heard");
    }
  }

  @Test
  void aCommandsConnectionLeavesNoThreadThatTheEndOfTheProcessWouldWaitFor() throws Exception {
    serve((client, in) -> {
      letIn(client, in);
      in.message();
    });
    var begun = new CompletableFuture<Thread>();
    var service =
        new Connection.Service() {
          @Override
          public Optional<Message> answer(Message call) {
            return Optional.empty();
          }

          @Override
          public void begins(Connection connection) {
            begun.complete(Thread.currentThread());
          }
        };
    var connection = Connection.toPeer(address(), Settings.CLIENT, service);
    var reader = begun.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(reader.isVirtual()).isFalse();

    connection.close();

    assertThat(reader.isAlive()).isFalse();
  }

  @Test
  void whoDoesNotAnswerAtAllIsNotWaitedForWithoutAnEnd() {
    serve((client, in) -> new CountDownLatch(1).await());
    assertThatThrownBy(() -> connect(SMALL))
        .isInstanceOf(ConnectFailed.class)
        .hasMessageContaining("no answer within 0.5 s");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 400 Bad Request\r\n\r\n",
        "REJECTED\r\nREJECTED\r\nREJECTED\r\n",
        "\0\0\0\n",
        ""
      })
  void whoDoesNotLetInIsNamedWithTheReason(String words) {
    serve((client, in) -> say(client, words.getBytes(StandardCharsets.US_ASCII)));
    assertThatThrownBy(() -> connect(SMALL))
        .isInstanceOf(ConnectFailed.class)
        .hasMessageStartingWith("tcp:host=127.0.0.1,port=");
  }

  @Test
  void whoRefusesOneWayInIsAskedForTheOtherOneAnew() throws Exception {
    serve((client, in) -> {
      in.line();
      say(client, "REJECTED EXTERNAL\r\n".getBytes(StandardCharsets.US_ASCII));
      client.close();
      serve((again, lines) -> {
        assertThat(lines.line()).isEqualTo("AUTH EXTERNAL");
        say(again, ("DATA\r\nOK " + "0".repeat(32) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        assertThat(List.of(lines.line(), lines.line())).containsExactly("DATA", "BEGIN");
        var call = MessageReader.read(lines.message()).orElseThrow();
        say(again, call.reply(new Value.Text("heard")).numbered(1).bytes());
        lines.message();
      });
    });
    try (var connection = connect(SMALL)) {
      assertThat(connection.call(call(), PATIENCE).text(0)).isEqualTo("heard");
    }
  }

  @Test
  void aLineWithoutAnEndEnds() {
    serve((client, in) -> {
      var line = "A".repeat(1024).getBytes(StandardCharsets.US_ASCII);
      for (var i = 0; i < 1024; i++) {
        say(client, line);
      }
    });
    assertThatThrownBy(() -> connect(Settings.CLIENT))
        .isInstanceOf(ConnectFailed.class)
        .hasMessageContaining("line of authentication");
  }

  @Test
  void whoHangsUpEndsWhatIsWaitedForWithTheReason() throws Exception {
    serve((client, in) -> {
      letIn(client, in);
      in.message();
    });
    try (var connection = connect(SMALL)) {
      var said = connection.subscribe(List.of(SAID));
      assertThatThrownBy(() -> connection.call(call(), PATIENCE))
          .isInstanceOf(ConnectionLost.class)
          .hasMessageContaining("the other side closed it");
      assertThatThrownBy(() -> said.next(PATIENCE)).isInstanceOf(ConnectionLost.class);
      assertThatThrownBy(() -> connection.send(call())).isInstanceOf(ConnectionLost.class);
      assertThatThrownBy(() -> connection.subscribe(List.of(SAID)).next(PATIENCE))
          .isInstanceOf(ConnectionLost.class);
    }
  }

  @Test
  void whatIsNoMessageEndsTheConnectionWithTheReason() throws Exception {
    serve((client, in) -> {
      letIn(client, in);
      var bytes = MessageReader.read(in.message()).orElseThrow().reply().numbered(1).bytes();
      bytes[0] = 'x';
      say(client, bytes);
      in.message();
    });
    try (var connection = connect(SMALL)) {
      assertThatThrownBy(() -> connection.call(call(), PATIENCE))
          .isInstanceOf(ConnectionLost.class)
          .hasMessageContaining("unknown order of bytes");
    }
  }

  @Test
  void aMessageThatSaysItIsLongerThanTheBoundEndsTheConnection() throws Exception {
    serve((client, in) -> {
      letIn(client, in);
      var call = MessageReader.read(in.message()).orElseThrow();
      say(client, call.reply(new Value.Text("x".repeat(5000))).numbered(1).bytes());
      in.message();
    });
    try (var connection = connect(SMALL)) {
      assertThatThrownBy(() -> connection.call(call(), PATIENCE))
          .isInstanceOf(ConnectionLost.class)
          .hasMessageContaining("more than 4096 bytes");
    }
  }

  @Test
  void aReplyThatComesTooLateIsPassedOver() throws Exception {
    var isLate = new CountDownLatch(1);
    serve((client, in) -> {
      letIn(client, in);
      var first = MessageReader.read(in.message()).orElseThrow();
      isLate.await();
      say(client, first.reply(new Value.Text("first")).numbered(1).bytes());
      var second = MessageReader.read(in.message()).orElseThrow();
      say(client, second.reply(new Value.Text("second")).numbered(2).bytes());
      in.message();
    });
    try (var connection = connect(SMALL)) {
      assertThatThrownBy(() -> connection.call(call(), Duration.ofMillis(20)))
          .isInstanceOf(NoReply.class)
          .hasMessage("Echo was not answered within 0.02 s");
      isLate.countDown();
      assertThat(connection.call(call(), PATIENCE).text(0)).isEqualTo("second");
    }
  }

  @Test
  void signalsThatNobodyReadsEndTheirSubscriptionAndNothingElse() throws Exception {
    serve((client, in) -> {
      letIn(client, in);
      var call = MessageReader.read(in.message()).orElseThrow();
      for (var i = 1; i <= 20; i++) {
        say(client, said().numbered(i).bytes());
      }
      say(client, call.reply().numbered(21).bytes());
      in.message();
    });
    try (var connection = connect(SMALL);
        var said = connection.subscribe(List.of(SAID))) {
      connection.call(call(), PATIENCE);

      for (var i = 0; i < SMALL.queuedMessages(); i++) {
        assertThat(said.next(PATIENCE)).isPresent();
      }
      assertThatThrownBy(() -> said.next(PATIENCE))
          .isInstanceOf(ConnectionLost.class)
          .hasMessageContaining("more signals came than were read");
    }
  }

  @Test
  void whoDoesNotReadIsNotWaitedFor() throws Exception {
    serve((client, in) -> {
      letIn(client, in);
      new CountDownLatch(1).await();
    });
    try (var connection = connect(SMALL)) {
      var big =
          Message.signal("/", "org.example.Echo", "Said", new Value.Text("x".repeat(1 << 20)));
      assertThatThrownBy(
              () -> {
                for (var i = 0; i < 1000; i++) {
                  connection.send(big);
                }
              })
          .isInstanceOf(ConnectionLost.class)
          .hasMessageContaining("does not read");
    }
  }

  @Test
  void moreCallsThanTheBoundAreNotBegun() throws Exception {
    serve((client, in) -> {
      letIn(client, in);
      new CountDownLatch(1).await();
    });
    try (var connection = connect(SMALL)) {
      connection.begin(call());
      connection.begin(call());
      assertThatThrownBy(() -> connection.begin(call()))
          .isInstanceOf(TooManyCalls.class)
          .hasMessageContaining("2 calls");
    }
  }

  @Test
  void aCallThatCouldNotBeSentDoesNotWaitForAReply() throws Exception {
    serve((client, in) -> letIn(client, in));
    try (var connection = connect(SMALL)) {
      var said = connection.subscribe(List.of(SAID));
      assertThatThrownBy(() -> said.next(PATIENCE)).isInstanceOf(ConnectionLost.class);
      for (var i = 0; i <= SMALL.openCalls(); i++) {
        assertThatThrownBy(() -> connection.begin(call())).isInstanceOf(ConnectionLost.class);
      }
    }
  }

  @Test
  void whateverEndsTheReadingIsToldToThoseWhoWait() throws Exception {
    serve((client, in) -> {
      letIn(client, in);
      say(client, call().numbered(1).bytes());
      in.message();
    });
    var port = ((InetSocketAddress) door.getLocalAddress()).getPort();
    try (var connection =
        Connection.toPeer(
            BusAddress.parse("tcp:host=127.0.0.1,port=" + port),
            SMALL,
            _ -> {
              throw new OutOfMemoryError("as if");
            })) {
      var said = connection.subscribe(List.of(SAID));
      assertThatThrownBy(() -> said.next(PATIENCE))
          .isInstanceOf(ConnectionLost.class)
          .hasMessageContaining("as if");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nothing", "a b.c", ":1.1\n"})
  void aBusThatGivesNamesThatAreNoneIsNotBelieved(String owner) throws Exception {
    serve((client, in) -> {
      letIn(client, in);
      var hello = MessageReader.read(in.message()).orElseThrow();
      say(client, hello.reply(new Value.Text(":1.1")).numbered(1).bytes());
      var asked = MessageReader.read(in.message()).orElseThrow();
      say(client, asked.reply(new Value.Text(owner)).numbered(2).bytes());
      in.message();
    });
    try (var connection = Connection.toBus(address(), SMALL, Connection.Service.none())) {
      assertThatThrownBy(() -> connection.owner("org.example.Name"))
          .isInstanceOf(MalformedMessage.class);
    }
  }

  @Test
  void whatWasNotReadCanBeForgotten() throws Exception {
    serve((client, in) -> {
      letIn(client, in);
      var call = MessageReader.read(in.message()).orElseThrow();
      for (var i = 1; i <= SMALL.queuedMessages(); i++) {
        say(client, said().numbered(i).bytes());
      }
      say(client, call.reply().numbered(20).bytes());
      var next = MessageReader.read(in.message()).orElseThrow();
      say(client, said().numbered(21).bytes());
      say(client, next.reply().numbered(22).bytes());
      in.message();
    });
    try (var connection = connect(SMALL);
        var said = connection.subscribe(List.of(SAID))) {
      connection.call(call(), PATIENCE);
      said.clear();
      assertThat(said.next(Duration.ZERO)).isEmpty();
      connection.call(call(), PATIENCE);
      assertThat(said.next(Duration.ZERO)).isPresent();
    }
  }

  @Test
  void fileDescriptorsThatWereNotAgreedOnEndTheConnection() throws Exception {
    serve((client, in) -> {
      letIn(client, in);
      var reply = MessageReader.read(in.message()).orElseThrow().reply();
      var header = reply.header();
      var withFds =
          new Message.Header(
              header.path(),
              header.interfaceName(),
              header.member(),
              header.errorName(),
              header.replySerial(),
              header.destination(),
              header.sender(),
              1);
      say(client, new Message(reply.kind(), reply.flags(), 1, withFds, List.of()).bytes());
      in.message();
    });
    try (var connection = connect(SMALL)) {
      assertThatThrownBy(() -> connection.call(call(), PATIENCE))
          .hasMessageContaining("file descriptors");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nothing",
        "unix:",
        "unix:path",
        "tcp:host=a",
        "tcp:host=a,port=0",
        "tcp:host=a,port=x",
        "unix:path=%4",
        "unix:path=%zz",
        "launchd:env=X",
        "unix:path=/a%00b"
      })
  void anAddressThatCannotBeUsedIsNamedWithTheReason(String address) {
    assertThatThrownBy(
            () -> Connection.toPeer(BusAddress.parse(address), SMALL, Connection.Service.none()))
        .isInstanceOf(ConnectFailed.class)
        .hasMessageContaining(address.isEmpty() ? "no address" : address + ": ");
  }

  @Test
  void addressesAreReadAsDBusWritesThem() {
    assertThat(
            BusAddress.parse(
                "unix:path=/run/a%20b,guid=00;tcp:host=::1,port=842,family=ipv6;unix:abstract=/x"))
        .extracting(Object::toString)
        .containsExactly("unix:path=/run/a b", "tcp:host=::1,port=842", "unix:abstract=/x");
  }

  private void serve(Manners manners) {
    Thread.ofVirtual()
        .start(() -> {
          try (var client = door.accept()) {
            // the byte before the first line
            client.read(ByteBuffer.allocate(1));
            manners.receive(client, new Incoming(client, Message.LONGEST));
          } catch (IOException | InterruptedException ended) {
            // the client has gone, and the test with it
          }
        });
  }

  private Connection connect(Settings settings) throws Exception {
    return Connection.toPeer(address(), settings, Connection.Service.none());
  }

  private List<BusAddress> address() throws IOException {
    var port = ((InetSocketAddress) door.getLocalAddress()).getPort();
    return BusAddress.parse("tcp:host=127.0.0.1,port=" + port);
  }

  private static void letIn(SocketChannel client, Incoming in) throws IOException {
    assertThat(in.line()).isEqualTo("AUTH ANONYMOUS 716d");
    // a server of sd-bus's must know that the lines end here before a message may follow
    assertThat(in.line()).isEqualTo("BEGIN");
    say(client, ("OK " + "0".repeat(32) + "\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  private static void say(SocketChannel client, byte[] bytes) throws IOException {
    var buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      client.write(buffer);
    }
  }

  private static Message call() {
    return Message.call("/", "org.example.Echo", "Echo");
  }

  private static Message said() {
    return Message.signal("/", "org.example.Echo", "Said").from(":1.1");
  }
}
