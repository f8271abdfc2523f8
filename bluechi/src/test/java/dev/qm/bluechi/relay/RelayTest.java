package dev.qm.bluechi.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.bluechi.connection.PeerWire;
import dev.qm.bluechi.dbus.Message;
import dev.qm.bluechi.dbus.Value;
import dev.qm.bluechi.interfaces.Terms;
import dev.qm.bluechi.trust.Accepted;
import dev.qm.bluechi.trust.Authority;
import dev.qm.bluechi.trust.Fleet;
import dev.qm.bluechi.trust.TrustFolder;
import dev.qm.host.HostException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real sockets and real TLS, from an agent through both relays to a controller. */
@Timeout(120)
class RelayTest {
  private Stage stage;
  private TrustFolder trust;
  private Path none;
  @TempDir private Path temp;

  @BeforeEach
  void open() throws Exception {
    stage = new Stage();
    trust = Fleet.own(temp.resolve("own"));
    none = temp.resolve("no-such-file");
  }

  @AfterEach
  void close() throws Exception {
    stage.close();
  }

  @Test
  void anAgentIsRegisteredAndMessagesGoBothWays() throws Exception {
    var agent =
        stage.registeredAgent(
            stage.nodeRelay(trust, none, "ecu1", stage.controllerRelay(trust, none)), "ecu1");
    var node = stage.node();
    stage.said("ecu1: registered");

    var heartbeat = signal("Heartbeat").numbered(7).bytes();
    agent.write(heartbeat);
    assertThat(node.read()).isEqualTo(heartbeat);

    var call = start("radio.service", "replace").numbered(8).bytes();
    node.write(call);
    assertThat(agent.read()).isEqualTo(call);
    agent.write(start("radio.service", "replace").numbered(8).reply().numbered(9).bytes());
    assertThat(Stage.read(node).kind()).isEqualTo(Message.Kind.RETURN);
  }

  @Test
  void aLongMessageArrivesWhole() throws Exception {
    var agent =
        stage.registeredAgent(
            stage.nodeRelay(trust, none, "ecu1", stage.controllerRelay(trust, none)), "ecu1");
    var node = stage.node();
    var reply =
        start("x", "y").numbered(5).reply(new Value.Text("u".repeat(900_000))).numbered(2).bytes();
    agent.write(reply);
    assertThat(node.read()).isEqualTo(reply);
  }

  @Test
  void theControllerHasToAnswerNothingBeforeTheRegistration() throws Exception {
    var port = stage.nodeRelay(trust, none, "ecu1", stage.controllerRelay(trust, none));
    var agent = stage.agent(port);
    agent.write(signal("Heartbeat").numbered(1).bytes());
    Stage.readToTheEnd(agent);
    assertThat(stage.said("closed")).contains("does not begin with Register");
    assertThat(stage.registered).isEmpty();
  }

  @Test
  void anAgentCannotRegisterUnderAnotherNameAtItsOwnRelay() throws Exception {
    var port = stage.nodeRelay(trust, none, "qm.ecu1", stage.controllerRelay(trust, none));
    refusesToRegister(stage.agent(port), "ecu1", "qm.ecu1");
  }

  @Test
  void aNodeCannotRegisterUnderAnotherNameThanThatOfItsCertificate() throws Exception {
    var port = stage.controllerRelay(trust, none);
    refusesToRegister(direct(port, "ecu2"), "ecu1", "ecu2");
  }

  @Test
  void aSecondRegistrationUnderAnotherNameEndsTheConnection() throws Exception {
    var node = direct(stage.controllerRelay(trust, none), "ecu2");
    node.write(Stage.register("ecu2").numbered(1).bytes());
    assertThat(Stage.read(node).kind()).isEqualTo(Message.Kind.RETURN);
    stage.node();
    refusesToRegister(node, "ecu1", "ecu2");
  }

  @Test
  void aRegistrationThatSaysNoInterfaceIsOneToo() throws Exception {
    var node = direct(stage.controllerRelay(trust, none), "ecu2");
    var call = Stage.register("ecu1");
    var header = call.header();
    var bare =
        new Message(
            call.kind(),
            Set.of(),
            1,
            new Message.Header(
                header.path(),
                java.util.Optional.empty(),
                header.member(),
                header.errorName(),
                header.replySerial(),
                header.destination(),
                header.sender(),
                0),
            call.values());
    node.write(bare.bytes());
    assertThat(Stage.read(node).header().errorName()).contains(Terms.ACCESS_DENIED);
    assertThat(stage.registered).isEmpty();
  }

  @Test
  void aNodeOfAnotherAuthorityIsNotLetIn() throws Exception {
    var other = Fleet.other(temp.resolve("other"));
    var port = stage.controllerRelay(trust, none);
    assertThatThrownBy(() -> direct(port, other, "ecu1").read()).isInstanceOf(IOException.class);
    assertThat(stage.said("from 127.0.0.1")).contains("certif");
    assertThat(stage.registered).isEmpty();
  }

  @Test
  void aControllerOfAnotherAuthorityIsNotBelieved() throws Exception {
    var other = Fleet.other(temp.resolve("other"));
    var port = stage.nodeRelay(trust, none, "ecu1", stage.controllerRelay(other, none));
    var agent = stage.agent(port);
    agent.write(Stage.register("ecu1").numbered(1).bytes());
    assertThat(Stage.read(agent).header().errorName())
        .contains("org.freedesktop.DBus.Error.NoServer");
    assertThat(stage.registered).isEmpty();
  }

  @Test
  void aNodesCertificateIsNoControllers() throws Exception {
    var wrong = Fleet.own(temp.resolve("wrong"));
    Files.copy(
        wrong.identity("ecu2"),
        wrong.identity("controller"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> stage.controllerRelay(wrong, none))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("it is the certificate of ecu2");
  }

  @Test
  void whoIsNoRelayOfAControllerIsNotSpokenTo() throws Exception {
    // somebody with a node's key plays the controller's relay
    var key = new Credentials(trust, "ecu2", InstantSource.system()).now().context();
    try (var server = key.getServerSocketFactory().createServerSocket(0)) {
      Thread.ofVirtual()
          .start(() -> {
            try (var client = (SSLSocket) server.accept()) {
              client.startHandshake();
              client.getInputStream().readAllBytes();
            } catch (IOException refused) {
              // as it should be
            }
          });
      var agent = stage.agent(stage.nodeRelay(trust, none, "ecu1", server.getLocalPort()));
      agent.write(Stage.register("ecu1").numbered(1).bytes());
      assertThat(Stage.read(agent).text(0)).contains("no controller can be reached");
    }
  }

  @Test
  void withoutACertificateNobodyIsLetIn() throws Exception {
    var port = stage.controllerRelay(trust, none);
    var context = SSLContext.getInstance("TLSv1.3");
    var trusting = javax.net.ssl.TrustManagerFactory.getInstance("PKIX");
    trusting.init(trust.accepted().anchors(Instant.now()));
    context.init(null, trusting.getTrustManagers(), null);
    try (var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
      socket.setSoTimeout((int) Stage.PATIENCE.toMillis());
      assertThatThrownBy(
              () -> {
                socket.startHandshake();
                socket.getInputStream().read();
              })
          .isInstanceOf(IOException.class);
    }
    stage.said("from 127.0.0.1");
    assertThat(stage.registered).isEmpty();
  }

  @Test
  void anExpiredCertificateIsNotLetIn() throws Exception {
    var later = Instant.now().plus(Duration.ofDays(Fleet.DAYS + 1));
    var port = stage.controllerRelay(trust, none, Stage.SMALL, () -> later);
    assertThatThrownBy(() -> direct(port, "ecu1").read()).isInstanceOf(IOException.class);
    assertThat(stage.said("from 127.0.0.1")).contains("ecu1 has expired");
  }

  @Test
  void aCertificateThatIsOldEnoughToExpireEndsItsConnection() throws Exception {
    var now = new java.util.concurrent.atomic.AtomicReference<>(Instant.now());
    var port = stage.controllerRelay(trust, none, Stage.SMALL, now::get);
    var node = registered(direct(port, "ecu1"), "ecu1");
    now.set(Instant.now().plus(Duration.ofDays(Fleet.DAYS + 1)));
    Stage.readToTheEnd(node);
    assertThat(stage.said("ended")).contains("has expired");
  }

  @Test
  void aRevokedCertificateEndsItsConnectionAndIsNotLetInAgain() throws Exception {
    var port = stage.controllerRelay(trust, none);
    var other = registered(direct(port, "ecu1"), "ecu1");
    var otherEnd = stage.node();
    var node = registered(direct(port, "ecu2"), "ecu2");

    var authority = Authority.of(trust);
    assertThat(authority.withdraw(authority.counting("ecu2", Instant.now()), Instant.now()))
        .hasSize(1);

    Stage.readToTheEnd(node);
    assertThat(stage.said("ecu2: ended")).contains("was withdrawn");
    assertThatThrownBy(() -> direct(port, "ecu2").read()).isInstanceOf(IOException.class);
    stage.said("the certificate of ecu2 was withdrawn");
    other.write(signal("Heartbeat").numbered(3).bytes());
    assertThat(Stage.read(otherEnd).header().member()).contains("Heartbeat");
  }

  @Test
  void afterARotationTheOldCertificateCountsUntilTheOverlapEnds() throws Exception {
    var now = new java.util.concurrent.atomic.AtomicReference<>(Instant.now());
    var port = stage.controllerRelay(trust, none, Stage.SMALL, now::get);
    var before = Fleet.own(temp.resolve("before"));
    var authority = Authority.of(trust);
    var old = authority.counting("ecu2", Instant.now());
    authority.keep(authority.sign("ecu2", Fleet.DAYS));
    authority.withdraw(old, Instant.now().plus(Duration.ofDays(7)));

    var withOld = registered(direct(port, before, "ecu2"), "ecu2");
    var withNew = registered(direct(port, trust, "ecu2"), "ecu2");
    stage.node();
    var newEnd = stage.node();
    now.set(Instant.now().plus(Duration.ofDays(8)));
    Stage.readToTheEnd(withOld);
    stage.said("was withdrawn");
    withNew.write(signal("Heartbeat").numbered(3).bytes());
    assertThat(Stage.read(newEnd).header().member()).contains("Heartbeat");
  }

  @Test
  void afterAnAuthorityIsExchangedBothCountUntilTheOverlapEnds() throws Exception {
    var before = Fleet.own(temp.resolve("before"));
    var authority = Authority.of(trust);
    authority.exchange(Duration.ofDays(7), Instant.now());
    authority.keep(authority.sign("ecu2", Fleet.DAYS));

    var now = new java.util.concurrent.atomic.AtomicReference<>(Instant.now());
    var port = stage.controllerRelay(trust, none, Stage.SMALL, now::get);
    // a machine that knows the new one already, with a key that the old one has signed
    registered(direct(port, trust, "ecu1"), "ecu1");
    registered(direct(port, before, "qm.ecu1"), "qm.ecu1");
    assertThat(trust.accepted().authorities()).hasSize(2);
    assertThat(trust.accepted().at(Instant.now().plus(Duration.ofDays(8)))).hasSize(1);
    assertThat(refusal("ecu1", 8)).contains("is signed by nobody who is trusted here");
    assertThat(refusal("ecu2", 8)).isEmpty();
  }

  @Test
  void whatIsNeitherTlsNorDBusClosesItselfAndNobodyElse() throws Exception {
    var port = stage.controllerRelay(trust, none);
    var node = registered(direct(port, "ecu1"), "ecu1");
    var end = stage.node();
    var random = new Random(1);
    for (var i = 0; i < 60; i++) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        var bytes = new byte[random.nextInt(2000)];
        random.nextBytes(bytes);
        if (i % 3 == 0 && bytes.length > 3) {
          // as TLS begins
          bytes[0] = 22;
          bytes[1] = 3;
          bytes[2] = 3;
        }
        socket.getOutputStream().write(bytes);
        socket.shutdownOutput();
        socket.getInputStream().readAllBytes();
      } catch (IOException reset) {
        // as it should be
      }
    }
    node.write(signal("Heartbeat").numbered(3).bytes());
    assertThat(Stage.read(end).header().member()).contains("Heartbeat");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "\0BEGIN\r\n",
        "\0AUTH EXTERNAL\r\nBEGIN\r\n",
        "\0AUTH KERBEROS_V4\r\nAUTH X\r\nBEGIN\r\n",
        "\0AUTH ANONYMOUS\r\nBEGIN\r\nno message of D-Bus at all, but more than its head",
        // a message of a megabyte, before it has said who it is
        "\0AUTH ANONYMOUS\r\nBEGIN\r\nl\1\0\1\0\0\17\0\1\0\0\0\10\0\0\0",
        "\0\0\0\0\r\n"
      })
  void anAgentThatSpeaksNoDBusIsClosed(String words) throws Exception {
    var port = stage.nodeRelay(trust, none, "ecu1", stage.controllerRelay(trust, none));
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) Stage.PATIENCE.toMillis());
      socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
      readAll(socket);
    }
    stage.said("from 127.0.0.1");
    assertThat(stage.registered).isEmpty();
    stage.registeredAgent(port, "ecu1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\0", "\0AUTH EXTERNAL\r\nDATA\r\n", "\0AUTH ANONYMOUS\r\nBEGIN\r\nl"})
  void whoStopsHalfWayIsClosedAfterTheDeadline(String words) throws Exception {
    var port =
        stage.nodeRelay(Stage.HASTY, trust, none, "ecu1", stage.controllerRelay(trust, none));
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) Stage.PATIENCE.toMillis());
      socket.getOutputStream().write(words.getBytes(StandardCharsets.US_ASCII));
      readAll(socket);
    }
    stage.said("it was not done in time");
  }

  @Test
  void aHalfTlsHandshakeIsClosedAfterTheDeadline() throws Exception {
    var port = stage.controllerRelay(trust, none, Stage.HASTY, InstantSource.system());
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout((int) Stage.PATIENCE.toMillis());
      socket.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1});
      readAll(socket);
    }
  }

  @Test
  void aControllerThatDoesNotAnswerTheRegistrationIsNotWaitedFor() throws Exception {
    // connections to it are taken by the system, and nobody speaks
    try (var silent =
        java.nio.channels.ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      var side =
          new RelaySettings.ControllerSide(
              Stage.at(0), Stage.at(Stage.port(silent)), new dev.qm.quadlet.syntax.Origin(none, 1));
      try (var relay =
          Relay.start(
              new RelaySettings(java.util.Optional.of(side), List.of()),
              new Relay.Terms(
                  trust,
                  none,
                  new RelayLimits(
                      40,
                      12,
                      8,
                      2,
                      Duration.ofMinutes(1),
                      Duration.ofSeconds(1),
                      Duration.ofSeconds(1),
                      1 << 20),
                  InstantSource.system()),
              stage.log::add)) {
        var node = direct(relay.ports().getFirst(), "ecu1");
        node.write(Stage.register("ecu1").numbered(1).bytes());
        Stage.readToTheEnd(node);
        stage.said("ecu1");
      }
    }
  }

  @Test
  void oneWhoConnectsAgainAndAgainKeepsNobodyOut() throws Exception {
    var port = stage.controllerRelay(trust, none, Stage.HASTY, InstantSource.system());
    var idle = new ArrayList<SocketChannel>();
    try {
      for (var i = 0; i < 3000; i++) {
        idle.add(SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
      }
      stage.said("too many connections");
      // after the deadline of the strangers there is room again
      var node = untilLetIn(port);
      assertThat(node).isNotNull();
    } finally {
      for (var one : idle) {
        one.close();
      }
    }
  }

  @Test
  void oneNameHasAFewConnectionsOnly() throws Exception {
    var port = stage.controllerRelay(trust, none);
    for (var i = 0; i < Stage.SMALL.perName(); i++) {
      registered(direct(port, "ecu1"), "ecu1");
    }
    assertThatThrownBy(() -> direct(port, "ecu1").read()).isInstanceOf(IOException.class);
    stage.said("too many connections of it");
    registered(direct(port, "ecu2"), "ecu2");
  }

  @Test
  void whoDoesNotReadIsEndedAndNobodyElse() throws Exception {
    var port = stage.controllerRelay(trust, none);
    registered(direct(port, "ecu1"), "ecu1");
    var slow = stage.node();
    var other = registered(direct(port, "ecu2"), "ecu2");
    var otherEnd = stage.node();
    var big = start("u".repeat(500_000), "replace").numbered(3).bytes();
    assertThatThrownBy(
            () -> {
              for (var i = 0; i < 1000; i++) {
                slow.write(big);
              }
            })
        .isInstanceOf(IOException.class);
    stage.said("ecu1: ended: a side does not read");
    other.write(signal("Heartbeat").numbered(3).bytes());
    assertThat(Stage.read(otherEnd).header().member()).contains("Heartbeat");
  }

  @Test
  void whenTheFirstControllerIsNotThereTheNextOneIsTaken() throws Exception {
    var nobody = stage.heldPort();
    var port = stage.nodeRelay(trust, none, "ecu1", nobody, stage.controllerRelay(trust, none));
    stage.registeredAgent(port, "ecu1");
    stage.node();
  }

  @Test
  void whenTheFirstControllersRelayHasNoControllerTheNextOneIsTaken() throws Exception {
    var alone = stage.controllerRelay(trust, none, stage.heldPort());
    var port = stage.nodeRelay(trust, none, "ecu1", alone, stage.controllerRelay(trust, none));
    var agent = stage.agent(port);
    agent.write(Stage.register("ecu1").numbered(1).bytes());
    assertThat(Stage.read(agent).text(0)).contains("the controller cannot be reached");
    Stage.readToTheEnd(agent);
    // the agent comes again, as BlueChi's does by itself
    stage.registeredAgent(port, "ecu1");
    stage.node();
  }

  @Test
  void anAgentThatComesAnewDoesNotWaitForWhereItWaitedBefore() throws Exception {
    // connections to it are taken, and nobody speaks
    try (var silent =
        java.nio.channels.ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      var patient =
          new RelayLimits(
              40, 12, 8, 1, Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1), 1 << 20);
      var port =
          stage.nodeRelay(
              patient, trust, none, "ecu1", Stage.port(silent), stage.controllerRelay(trust, none));
      var before = stage.agent(port);
      before.write(Stage.register("ecu1").numbered(1).bytes());
      try (var _ = silent.accept()) {
        var agent = untilRegistered(port, "ecu1");
        Stage.readToTheEnd(before);
        assertThat(agent).isNotNull();
        stage.node();
        assertThat(stage.registered).as("who has gone is not registered late").isEmpty();
      }
    }
  }

  /** As often as it takes, and each time from the beginning, as BlueChi's agent does. */
  @Test
  void afterControllerAndRelaysWereAwayTheNodeIsThereAgain() throws Exception {
    var ofController = stage.heldPort();
    stage.controllerRelayAt(ofController, trust, none);
    var ofNode = stage.heldPort();
    stage.nodeRelayAt(ofNode, trust, none, "qm.ecu1", ofController);
    var agent = stage.registeredAgent(ofNode, "qm.ecu1");
    stage.node();

    stage.controllerEnds();
    Stage.readToTheEnd(agent);
    var again = stage.agent(ofNode);
    again.write(Stage.register("qm.ecu1").numbered(1).bytes());
    assertThat(Stage.read(again).text(0)).contains("the controller cannot be reached");
    stage.controllerBegins();
    agent = untilRegistered(ofNode, "qm.ecu1");
    reaches(agent, stage.node());

    stage.relayEnds(ofController);
    Stage.readToTheEnd(agent);
    stage.controllerRelayAt(ofController, trust, none);
    agent = untilRegistered(ofNode, "qm.ecu1");
    reaches(agent, stage.node());

    stage.relayEnds(ofNode);
    Stage.readToTheEnd(agent);
    stage.nodeRelayAt(ofNode, trust, none, "qm.ecu1", ofController);
    agent = untilRegistered(ofNode, "qm.ecu1");
    reaches(agent, stage.node());
  }

  @Test
  void messagesMayComeInPiecesAndTogether() throws Exception {
    var port = stage.nodeRelay(trust, none, "ecu1", stage.controllerRelay(trust, none));
    var register = Stage.register("ecu1").numbered(1).bytes();
    var little = signal("Heartbeat").numbered(2).bytes();
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      var lines = "\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n".getBytes(StandardCharsets.US_ASCII);
      for (var part : List.of(lines, register, little)) {
        for (var one : part) {
          socket.getOutputStream().write(one);
        }
      }
      var node = stage.node();
      assertThat(node.read()).isEqualTo(little);
      var other = BigEndian.signal(Terms.INTERNAL_AGENT, "UnitRemoved", "x.service");
      var together = new java.io.ByteArrayOutputStream();
      together.writeBytes(little);
      together.writeBytes(other);
      together.writeBytes(little);
      socket.getOutputStream().write(together.toByteArray());
      assertThat(node.read()).isEqualTo(little);
      assertThat(node.read()).isEqualTo(other);
      assertThat(node.read()).isEqualTo(little);
    }
  }

  @Test
  void anotherNameInTheOtherOrderOfBytesIsAnotherNameToo() throws Exception {
    var node = registered(direct(stage.controllerRelay(trust, none), "ecu2"), "ecu2");
    stage.node();
    node.write(BigEndian.call(Terms.INTERNAL_CONTROLLER, "Register", "ecu1"));
    assertThat(Stage.read(node).header().errorName()).contains(Terms.ACCESS_DENIED);
    Stage.readToTheEnd(node);
    assertThat(stage.registered).isEmpty();
  }

  @Test
  void whenTheControllerGoesTheAgentIsTold() throws Exception {
    var port = stage.nodeRelay(trust, none, "ecu1", stage.controllerRelay(trust, none));
    var agent = stage.registeredAgent(port, "ecu1");
    stage.node().close();
    Stage.readToTheEnd(agent);
    // and can come again
    stage.registeredAgent(port, "ecu1");
    stage.node();
  }

  @Test
  void whatTheControllerMayNotControlIsRefusedInPlaceOfTheAgent() throws Exception {
    var said = permissions("[Node ecu1]\nControl=radio-*.service\n");
    var agent =
        stage.registeredAgent(
            stage.nodeRelay(trust, said, "ecu1", stage.controllerRelay(trust, none)), "ecu1");
    var node = stage.node();
    node.write(start("brake.service", "replace").numbered(11).bytes());
    var error = Stage.read(node);
    assertThat(error.kind()).isEqualTo(Message.Kind.ERROR);
    assertThat(error.header().replySerial()).contains(11L);
    assertThat(error.header().errorName()).contains(Terms.ACCESS_DENIED);
    assertThat(error.text(0)).contains("brake.service").contains("ecu1");

    var allowed = start("radio-fm.service", "replace").numbered(12).bytes();
    node.write(allowed);
    assertThat(agent.read()).isEqualTo(allowed);
  }

  @Test
  void thePartitionsNodeCannotDependOnAUnitOfItsHost() throws Exception {
    var agent =
        stage.registeredAgent(
            stage.nodeRelay(trust, none, "qm.ecu1", stage.controllerRelay(trust, none)), "qm.ecu1");
    var node = stage.node();
    agent.write(proxy("ecu1", "brake.service").numbered(5).bytes());
    var error = Stage.read(agent);
    assertThat(error.is(Terms.INTERNAL_PROXY, "Error")).isTrue();
    assertThat(error.header().path()).contains("/org/eclipse/bluechi/internal/proxy/1");
    assertThat(error.flags()).contains(Message.Flag.NO_REPLY_EXPECTED);
    // what the controller gets next is what came after it
    agent.write(signal("Heartbeat").numbered(6).bytes());
    assertThat(Stage.read(node).header().member()).contains("Heartbeat");
    stage.said("may not depend on brake.service of ecu1");
  }

  @Test
  void aPartitionThatGoesAroundItsRelayIsStoppedByThatOfTheController() throws Exception {
    var node = registered(direct(stage.controllerRelay(trust, none), "qm.ecu1"), "qm.ecu1");
    var end = stage.node();
    node.write(proxy("ecu1", "brake.service").numbered(5).bytes());
    assertThat(Stage.read(node).is(Terms.INTERNAL_PROXY, "Error")).isTrue();
    node.write(signal("Heartbeat").numbered(6).bytes());
    assertThat(Stage.read(end).header().member()).contains("Heartbeat");
  }

  @Test
  void permissionsAreReadAgainWhenTheyChange() throws Exception {
    var said = permissions("[Node qm.ecu1]\nDepend=ecu1/gps.service\n");
    var port = stage.nodeRelay(trust, said, "qm.ecu1", stage.controllerRelay(trust, said));
    var agent = stage.registeredAgent(port, "qm.ecu1");
    var node = stage.node();
    var proxy = proxy("ecu1", "gps.service").numbered(5).bytes();
    agent.write(proxy);
    assertThat(node.read()).isEqualTo(proxy);

    Files.writeString(said, "[Node qm.ecu1]\nDepend=\n");
    agent.write(proxy);
    assertThat(Stage.read(agent).is(Terms.INTERNAL_PROXY, "Error")).isTrue();

    // a slip of the pen opens nothing
    Files.writeString(said, "[Node qm.ecu1]\nDepends=ecu1/gps.service\n");
    agent.write(proxy);
    assertThat(Stage.read(agent).is(Terms.INTERNAL_PROXY, "Error")).isTrue();
    stage.said("what was permitted before stays so");
  }

  @Test
  void aPortIsForTheNetworksThatMayConnect() throws Exception {
    var side =
        new RelaySettings.NodeSide(
            "ecu1",
            Stage.at(0),
            List.of(Subnet.parse("172.30.0.0/16").orElseThrow()),
            new RelaySettings.Way.Certified(List.of(Stage.at(1))),
            new dev.qm.quadlet.syntax.Origin(none, 1));
    try (var relay =
        Relay.start(
            new RelaySettings(java.util.Optional.empty(), List.of(side)),
            new Relay.Terms(trust, none, Stage.SMALL, InstantSource.system()),
            stage.log::add)) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), relay.ports().getFirst())) {
        socket.setSoTimeout((int) Stage.PATIENCE.toMillis());
        readAll(socket);
      }
      stage.said("127.0.0.1 is not in From=");
    }
  }

  private java.util.Optional<String> refusal(String name, int days) throws HostException {
    var accepted = new Accepted(trust.accepted().authorities(), trust.accepted().withdrawn());
    return accepted.refusal(
        dev.qm.bluechi.trust.Identity.read(trust.identity(name)).certificate().certificate(),
        Instant.now().plus(Duration.ofDays(days)));
  }

  private void refusesToRegister(PeerWire from, String as, String own) throws Exception {
    from.write(Stage.register(as).numbered(2).bytes());
    var error = Stage.read(from);
    assertThat(error.header().errorName()).contains(Terms.ACCESS_DENIED);
    assertThat(error.header().replySerial()).contains(2L);
    Stage.readToTheEnd(from);
    assertThat(stage.said("registers as")).contains("'" + as + "'").contains(own);
    assertThat(stage.registered).isEmpty();
  }

  /** A node that speaks TLS itself. */
  private PeerWire direct(int port, String name) throws Exception {
    return direct(port, trust, name);
  }

  private PeerWire direct(int port, TrustFolder as, String name) throws Exception {
    var channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    var credentials = new Credentials(as, name, InstantSource.system()).now();
    var wire = new PeerWire(TlsChannel.client(channel, credentials), Message.LONGEST);
    wire.getIn();
    return wire;
  }

  private PeerWire registered(PeerWire node, String name) throws IOException {
    node.write(Stage.register(name).numbered(1).bytes());
    assertThat(Stage.read(node).kind()).isEqualTo(Message.Kind.RETURN);
    return node;
  }

  private PeerWire untilLetIn(int port) throws Exception {
    var end = System.nanoTime() + Stage.PATIENCE.toNanos();
    while (true) {
      try {
        return registered(direct(port, "ecu1"), "ecu1");
      } catch (IOException full) {
        if (System.nanoTime() > end) {
          throw full;
        }
      }
    }
  }

  private PeerWire untilRegistered(int port, String name) throws Exception {
    var end = System.nanoTime() + Stage.PATIENCE.toNanos();
    while (true) {
      try {
        var agent = stage.agent(port);
        agent.write(Stage.register(name).numbered(1).bytes());
        if (Stage.read(agent).kind() == Message.Kind.RETURN) {
          return agent;
        }
        Stage.readToTheEnd(agent);
      } catch (IOException away) {
        if (System.nanoTime() > end) {
          throw away;
        }
      }
    }
  }

  private static void reaches(PeerWire agent, PeerWire node) throws IOException {
    var heartbeat = signal("Heartbeat").numbered(7).bytes();
    agent.write(heartbeat);
    assertThat(node.read()).isEqualTo(heartbeat);
  }

  private static void readAll(Socket socket) throws IOException {
    try {
      socket.getInputStream().readAllBytes();
    } catch (java.net.SocketException reset) {
      // closed all the same
    }
  }

  private Path permissions(String text) throws IOException {
    return Files.writeString(temp.resolve("permissions.conf"), text);
  }

  private static Message signal(String member) {
    return Message.signal("/org/eclipse/bluechi/internal/agent", Terms.INTERNAL_AGENT, member);
  }

  private static Message proxy(String node, String unit) {
    return Message.signal(
        "/org/eclipse/bluechi/internal/agent",
        Terms.INTERNAL_AGENT,
        "ProxyNew",
        new Value.Text(node),
        new Value.Text(unit),
        new Value.Path("/org/eclipse/bluechi/internal/proxy/1"));
  }

  private static Message start(String unit, String mode) {
    return Message.call(
            "/org/eclipse/bluechi/internal/agent",
            Terms.INTERNAL_AGENT,
            "StartUnit",
            new Value.Text(unit),
            new Value.Text(mode),
            new Value.U32(1))
        .from("org.eclipse.bluechi")
        .to("org.eclipse.bluechi.Agent");
  }
}
