package dev.qm.bluechi.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The relay at a socket that a partition reaches, which goes on to the controller without TLS. */
@Timeout(120)
class PlainRelayTest {
  private static final String INSIDE = "qm.ecu1";
  private static final String HOST = "ecu1";

  private Stage stage;
  private Path sockets;
  private Path permissions;
  @TempDir private Path temp;

  @BeforeEach
  void open() throws Exception {
    stage = new Stage();
    sockets = temp.resolve("door");
    permissions = temp.resolve("permissions.conf");
  }

  @AfterEach
  void close() throws Exception {
    stage.close();
  }

  @Test
  void anAgentIsRegisteredAndMessagesGoBothWays() throws Exception {
    stage.plainRelay(Stage.SMALL, permissions, sockets, INSIDE);
    var agent = stage.registeredAgent(socket(INSIDE), INSIDE);
    var node = stage.node();
    stage.said("qm.ecu1: registered");

    var heartbeat = signal("Heartbeat").numbered(7).bytes();
    agent.write(heartbeat);
    assertThat(node.read()).isEqualTo(heartbeat);
    var call = start("radio.service").numbered(8).bytes();
    node.write(call);
    assertThat(agent.read()).isEqualTo(call);
  }

  @Test
  void aPartitionCannotBeItsHostNorAnyOtherNode() throws Exception {
    stage.plainRelay(Stage.SMALL, permissions, sockets, INSIDE);
    for (var name : List.of(HOST, "qm.ecu2", "", "qm.ecu1 ", "QM.ECU1")) {
      var agent = stage.agent(socket(INSIDE));
      agent.write(Stage.register(name).numbered(1).bytes());
      assertThat(Stage.read(agent).header().errorName()).contains(Terms.ACCESS_DENIED);
      Stage.readToTheEnd(agent);
    }
    assertThat(stage.registered).isEmpty();
  }

  @Test
  void aPartitionCannotStartUnitsOfItsHostByADependency() throws Exception {
    stage.plainRelay(Stage.SMALL, permissions, sockets, INSIDE);
    var agent = stage.registeredAgent(socket(INSIDE), INSIDE);
    agent.write(
        Message.signal(
                "/org/eclipse/bluechi/internal/agent",
                Terms.INTERNAL_AGENT,
                "ProxyNew",
                new Value.Text(HOST),
                new Value.Text("brake.service"),
                new Value.Path("/org/eclipse/bluechi/internal/proxy/1"))
            .numbered(2)
            .bytes());
    assertThat(Stage.read(agent).header().member()).contains("Error");
    stage.said("may not depend on brake.service of ecu1");
  }

  @Test
  void permissionsHoldForItsUnits() throws Exception {
    Files.writeString(permissions, "[Node qm.ecu1]\nControl=radio.service\n");
    stage.plainRelay(Stage.SMALL, permissions, sockets, INSIDE);
    stage.registeredAgent(socket(INSIDE), INSIDE);
    var node = stage.node();
    node.write(start("nav.service").numbered(8).bytes());
    assertThat(Stage.read(node).header().errorName()).contains(Terms.ACCESS_DENIED);
  }

  @Test
  void onlyTheOwnerGetsToTheSocket() throws Exception {
    stage.plainRelay(Stage.SMALL, permissions, sockets, INSIDE);
    assertThat(mode(socket(INSIDE))).isEqualTo("rw-------");
    assertThat(mode(sockets)).isEqualTo("rwx------");
  }

  @Test
  void theSocketIsThereAgainWhenTheRelayIs() throws Exception {
    var relay = stage.plainRelay(Stage.SMALL, permissions, sockets, INSIDE);
    var agent = stage.registeredAgent(socket(INSIDE), INSIDE);
    relay.close();
    Stage.readToTheEnd(agent);
    assertThat(socket(INSIDE)).doesNotExist();
    stage.plainRelay(Stage.SMALL, permissions, sockets, INSIDE);
    stage.registeredAgent(socket(INSIDE), INSIDE);
  }

  @Test
  void theSocketOfARelayThatWasKilledIsReplaced() throws Exception {
    Files.createDirectory(sockets);
    // as SIGKILL leaves it: a file that nobody listens on
    try (var dead =
        java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket(INSIDE)));
    }
    stage.plainRelay(Stage.SMALL, permissions, sockets, INSIDE);
    stage.registeredAgent(socket(INSIDE), INSIDE);
  }

  @Test
  void withoutAControllerTheAgentIsToldSo() throws Exception {
    stage.controllerEnds();
    stage.plainRelay(Stage.SMALL, permissions, sockets, INSIDE);
    var agent = stage.agent(socket(INSIDE));
    agent.write(Stage.register(INSIDE).numbered(1).bytes());
    assertThat(Stage.read(agent).text(0)).contains("no controller can be reached");
    stage.controllerBegins();
    stage.registeredAgent(socket(INSIDE), INSIDE);
  }

  @Test
  void whateverComesThroughThePartitionsSocketTheHostsNodeStays() throws Exception {
    stage.plainRelay(Stage.SMALL, permissions, sockets, HOST, INSIDE);
    var host = stage.registeredAgent(socket(HOST), HOST);
    var end = stage.node();
    var idle = new ArrayList<SocketChannel>();
    try (var flood = new Flood(socket(INSIDE))) {
      for (var words :
          List.of("", "\0", "\0AUTH EXTERNAL\r\nDATA\r\n", "\0AUTH ANONYMOUS\r\nBEGIN\r\nl")) {
        for (var i = 0; i < 20; i++) {
          var one = SocketChannel.open(UnixDomainSocketAddress.of(socket(INSIDE)));
          idle.add(one);
          write(one, words);
        }
      }
      flood.hasCome(200);
      for (var i = 1; i <= 50; i++) {
        host.write(signal("Heartbeat").numbered(i).bytes());
        assertThat(Stage.read(end).serial()).isEqualTo(i);
      }
      // nor is its door shut: it may come anew
      host.close();
      stage.registeredAgent(socket(HOST), HOST);
      // as long as they are there: who has gone before it was let in is not one too many
      stage.said("too many connections");
    } finally {
      for (var one : idle) {
        one.close();
      }
    }
  }

  @Test
  void aNodeThatComesAgainAndAgainIsPassedOnNoMoreThanTenTimesASecond() throws Exception {
    stage.plainRelay(Stage.SMALL, permissions, sockets, INSIDE);
    var begin = System.nanoTime();
    for (var i = 0; i < 6; i++) {
      stage.registeredAgent(socket(INSIDE), INSIDE).close();
    }
    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(500_000_000L);
  }

  /** Connects and closes as fast as it can. */
  private static final class Flood implements AutoCloseable {
    private final Path socket;
    private final Thread thread;
    private final java.util.concurrent.atomic.AtomicInteger count =
        new java.util.concurrent.atomic.AtomicInteger();
    private volatile boolean isOver;

    Flood(Path socket) {
      this.socket = socket;
      this.thread = Thread.ofPlatform().daemon().start(this::flood);
    }

    private void flood() {
      while (!isOver) {
        try (var one = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
          write(one, "\0GARBAGE\r\n");
        } catch (IOException refused) {
          // as it should be
        }
        count.incrementAndGet();
      }
    }

    void hasCome(int often) {
      while (count.get() < often) {
        Thread.onSpinWait();
      }
    }

    @Override
    public void close() {
      isOver = true;
      try {
        thread.join();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Path socket(String name) {
    return sockets.resolve(name + ".sock");
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static void write(SocketChannel channel, String words) throws IOException {
    channel.write(ByteBuffer.wrap(words.getBytes(StandardCharsets.US_ASCII)));
  }

  private static Message signal(String name) {
    return Message.signal("/org/eclipse/bluechi/internal/agent", Terms.INTERNAL_AGENT, name);
  }

  private static Message start(String unit) {
    return Message.call(
            "/org/eclipse/bluechi/internal/agent",
            Terms.INTERNAL_AGENT,
            "StartUnit",
            new Value.Text(unit),
            new Value.Text("replace"),
            new Value.U32(1))
        .from(Terms.BLUECHI);
  }
}
