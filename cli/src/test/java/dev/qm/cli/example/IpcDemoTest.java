package dev.qm.cli.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qm.cli.launcher.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo pair of examples/ipc, without containers: what the docs promise about it. */
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IpcDemoTest {
  private static final Path TREE = Path.of(System.getProperty("qm.tree"));
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin");

  @TempDir static Path classes;

  @TempDir Path folder;

  @BeforeAll
  static void compile() throws Exception {
    var line = new ArrayList<>(List.of(JAVA.resolve("javac").toString(), "-Xlint:all", "-Werror"));
    line.addAll(List.of("--release", "25", "-d", classes.toString()));
    try (var sources = Files.walk(TREE.resolve("examples/ipc/src"))) {
      sources.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(line::add);
    }
    var javac = Shell.run(TREE, line.toArray(String[]::new));
    assertThat(javac.status()).as(javac.err()).isZero();
  }

  @Test
  void messagesGoBothWays() throws Exception {
    try (var server = server(Map.of());
        var client = client("talker", Map.of("QM_IPC_COUNT", "3"))) {
      server.await("ready");
      assertThat(client.status()).isZero();
      assertThat(client.rest())
          .contains("<- WELCOME talker 0", "-> SAY 3 message 3", "<- ACK 3 message 3");
      try (var listener = new Peer(socket())) {
        listener.say("HELLO listener");
        assertThat(listener.hear()).isEqualTo("WELCOME listener 0");
      }
    }
  }

  @Test
  void theServerPushesLinesThatNobodyAskedFor() throws Exception {
    try (var server = server(Map.of("QM_IPC_TICK_MS", "1"))) {
      server.await("ready");
      // a long pause between two messages: what comes in it was not asked for
      try (var client = client("listener", Map.of("QM_IPC_INTERVAL_MS", "600000"))) {
        client.await("<- ACK 1 ");
        client.await("<- TICK ");
        client.await("<- TICK ");
        client.terminate();
        assertThat(client.status()).isZero();
      }
    }
  }

  @Test
  void aHandedOverSocketIsServedAndTheServiceManagerIsTold() throws Exception {
    for (var notify : List.of(folder.resolve("notify").toString(), "@" + folder + "/abstract")) {
      try (var manager = manager(notify)) {
        manager.await("listening");
        start(manager);
        manager.await("notified READY=1");
        try (var client = client("talker", Map.of("QM_IPC_COUNT", "2"))) {
          assertThat(client.status()).isZero();
        }
        manager.await("notified STATUS=");
        terminate(manager);
        manager.await("notified STOPPING=1");
        manager.await("ended 0");
        assertThat(manager.said()).contains("ended");
      }
      Files.delete(socket());
    }
  }

  @Test
  void whoConnectsWhileTheServerIsAwayWaitsForTheNextOne() throws Exception {
    try (var manager = manager(folder.resolve("notify").toString())) {
      manager.await("listening");
      start(manager);
      manager.await("notified READY=1");
      terminate(manager);
      manager.await("ended 0");
      try (var early = new Peer(socket())) {
        early.say("HELLO early");
        start(manager);
        assertThat(early.hear()).isEqualTo("WELCOME early 0");
      }
    }
  }

  @Test
  void whoHasConnectedButNotSpokenWhenTheServerIsToldToEndIsStillAnswered() throws Exception {
    try (var server = server(Map.of("QM_IPC_TICK_MS", "1"))) {
      server.await("ready");
      try (var known = new Peer(socket());
          var late = new Peer(socket())) {
        known.say("HELLO known");
        assertThat(known.hear()).isEqualTo("WELCOME known 0");
        server.terminate();
        assertThat(known.hear()).isEmpty();
        late.say("HELLO late");
        assertThat(late.hear()).isEqualTo("WELCOME late 0");
      }
    }
  }

  @Test
  void nothingIsLostWhenTheServerIsKilled() throws Exception {
    try (var manager = manager(folder.resolve("notify").toString())) {
      manager.await("listening");
      start(manager);
      manager.await("notified READY=1");
      var talk = Map.of("QM_IPC_COUNT", "300", "QM_IPC_INTERVAL_MS", "1");
      try (var client = client("talker", talk)) {
        for (var mark : List.of(20, 60, 140)) {
          client.await("<- ACK " + mark + " ");
          kill(manager);
          manager.await("ended 9");
          start(manager);
        }
        assertThat(client.status()).isZero();
        assertThat(client.rest()).noneMatch(line -> line.contains("refused"));
        assertThat(client.rest().stream().filter(line -> line.startsWith("<- ACK")))
            .containsExactlyElementsOf(
                LongStream.rangeClosed(1, 300)
                    .mapToObj(n -> "<- ACK " + n + " message " + n)
                    .toList());
      }
    }
  }

  @Test
  void aClientThatStartsAnewGoesOnWhereItWas() throws Exception {
    try (var server = server(Map.of())) {
      server.await("ready");
      try (var first = client("talker", Map.of("QM_IPC_COUNT", "5", "QM_IPC_INTERVAL_MS", "1"))) {
        assertThat(first.status()).isZero();
      }
      try (var second = client("talker", Map.of("QM_IPC_COUNT", "1"))) {
        assertThat(second.status()).isZero();
        assertThat(second.rest()).contains("<- WELCOME talker 5", "<- ACK 6 message 6");
      }
    }
  }

  @Test
  void aMessageThatComesTwiceIsAnsweredTwiceAndAGapIsRefused() throws Exception {
    try (var server = server(Map.of())) {
      server.await("ready");
      try (var peer = new Peer(socket())) {
        peer.say("HELLO twice");
        peer.hear();
        peer.say("SAY 1 a");
        peer.say("SAY 1 a");
        assertThat(peer.hear()).isEqualTo("ACK 1 a");
        assertThat(peer.hear()).isEqualTo("ACK 1 a");
        peer.say("SAY 3 c");
        assertThat(peer.hear()).startsWith("ERR ");
        assertThat(peer.hear()).isEmpty();
      }
    }
  }

  @Test
  void aLineWithoutEndIsRefused() throws Exception {
    try (var server = server(Map.of())) {
      server.await("ready");
      try (var peer = new Peer(socket())) {
        peer.say("HELLO " + "x".repeat(5000));
        assertThat(peer.hear()).startsWith("ERR ").contains("1024");
      } catch (IOException reset) {
        // what was not read when the server closed the connection makes the kernel reset it
        assertThat(reset).hasMessageContaining("reset");
      }
      assertThatOthersAreServed();
    }
  }

  @Test
  void whoFloodsAndDoesNotReadIsDroppedAndOthersAreServedMeanwhile() throws Exception {
    try (var server = server(Map.of("QM_IPC_STALL_MS", "200", "QM_IPC_TICK_MS", "20"))) {
      server.await("ready");
      try (var flooder = new Peer(socket())) {
        flooder.say("HELLO flooder");
        var flood = Thread.ofPlatform().daemon().start(flooder::flood);
        assertThatOthersAreServed();
        server.await("client flooder does not read");
        flood.join();
      }
      assertThatOthersAreServed();
    }
  }

  @Test
  void whoFloodsAndReadsGetsNoMoreThanOthers() throws Exception {
    try (var server = server(Map.of())) {
      server.await("ready");
      try (var flooder = new Peer(socket())) {
        flooder.say("HELLO flooder");
        var flood = Thread.ofPlatform().daemon().start(flooder::flood);
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try {
                while (!flooder.hear().isEmpty()) {}
              } catch (IOException closed) {
                return;
              }
            });
        assertThatOthersAreServed();
        assertThat(flood.isAlive()).isTrue();
      }
    }
  }

  @Test
  void whoNeverReadsIsDroppedEvenIfItSaysNothing() throws Exception {
    try (var server = server(Map.of("QM_IPC_STALL_MS", "100", "QM_IPC_TICK_MS", "1"))) {
      server.await("ready");
      try (var mute = new Peer(socket())) {
        mute.say("HELLO mute");
        server.await("client mute does not read");
      }
      assertThatOthersAreServed();
    }
  }

  @Test
  void silentConnectionsCannotUseUpThePlaces() throws Exception {
    try (var server = server(Map.of());
        var known = client("known", Map.of("QM_IPC_INTERVAL_MS", "100"))) {
      server.await("ready");
      known.await("<- ACK 1 ");
      var silent = new ArrayList<Peer>();
      try {
        for (var i = 0; i < 200; i++) {
          silent.add(new Peer(socket()));
        }
        server.await("too many clients, a client without a name");
        assertThatOthersAreServed();
        var next = known.await("<- ACK ");
        assertThat(next).isNotEmpty();
        known.terminate();
        assertThat(known.status()).isZero();
        // it was not the one that made room
        assertThat(known.rest().stream().filter(line -> line.startsWith("-> HELLO"))).hasSize(1);
      } finally {
        for (var peer : silent) {
          peer.close();
        }
      }
    }
  }

  @Test
  void theSocketOfADeadServerIsReplacedThatOfALiveOneIsNot() throws Exception {
    try (var dead = server(Map.of())) {
      dead.await("ready");
      dead.kill();
      dead.status();
    }
    assertThat(socket()).exists();
    try (var live = server(Map.of())) {
      live.await("ready");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())))
          .isEqualTo("rw-------");
      try (var second = server(Map.of())) {
        assertThat(second.status()).isEqualTo(1);
        assertThat(second.rest().toString()).contains("another server listens on " + socket());
      }
      assertThatOthersAreServed();
      live.terminate();
      assertThat(live.status()).isZero();
    }
    assertThat(socket()).doesNotExist();
  }

  @Test
  void aFileThatIsNoSocketIsLeftAlone() throws Exception {
    Files.writeString(socket(), "mine");
    try (var server = server(Map.of())) {
      assertThat(server.status()).isEqualTo(1);
    }
    assertThat(socket()).hasContent("mine");
  }

  private void assertThatOthersAreServed() throws Exception {
    var talk = Map.of("QM_IPC_COUNT", "20", "QM_IPC_INTERVAL_MS", "1");
    try (var client = client("other-" + System.nanoTime(), talk)) {
      assertThat(client.status()).isZero();
      assertThat(client.rest()).anyMatch(line -> line.equals("<- ACK 20 message 20"));
      assertThat(client.rest()).noneMatch(line -> line.startsWith("no server"));
    }
  }

  private Path socket() {
    return folder.resolve("demo.sock");
  }

  private Program server(Map<String, String> settings) throws IOException {
    var environment = new HashMap<>(settings);
    environment.put("QM_IPC_SOCKET", socket().toString());
    return Program.start(environment, demo("server"));
  }

  private Program client(String name, Map<String, String> settings) throws IOException {
    var environment = new HashMap<>(settings);
    environment.put("QM_IPC_SOCKET", socket().toString());
    environment.put("QM_IPC_NAME", name);
    return Program.start(environment, demo("client"));
  }

  private Program manager(String notify) throws Exception {
    assumeTrue(Shell.has("perl"), "perl plays the service manager here, and there is none");
    var script = Path.of(IpcDemoTest.class.getResource("service-manager.pl").toURI());
    var line = new ArrayList<>(List.of("perl", script.toString(), socket().toString(), notify));
    line.addAll(demo("server"));
    return Program.start(Map.of("QM_IPC_TICK_MS", "100"), line);
  }

  private static List<String> demo(String which) {
    return List.of(
        JAVA.resolve("java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "--enable-native-access=demo.ipc",
        "--module-path",
        classes.toString(),
        "--module",
        "demo.ipc/demo.ipc.Main",
        which);
  }

  private static void start(Program manager) throws IOException {
    manager.say("start");
    manager.await("pid ");
  }

  private static void terminate(Program manager) {
    ProcessHandle.of(manager.child()).orElseThrow().destroy();
  }

  private static void kill(Program manager) {
    ProcessHandle.of(manager.child()).orElseThrow().destroyForcibly();
  }
}
