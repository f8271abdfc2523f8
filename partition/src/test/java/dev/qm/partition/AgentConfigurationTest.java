package dev.qm.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.process.Command;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentConfigurationTest {
  @TempDir Path folder;
  private Root root;
  private Path etc;

  @BeforeEach
  void aHostWithAPartition() throws IOException {
    root = new Root(Files.createDirectory(folder.resolve("machine")));
    etc = Files.createDirectories(root.at("/etc/qm"));
  }

  @Test
  void aHostWithoutAnAgentChangesNothing() throws Exception {
    assertThat(AgentConfiguration.refresh(root, etc)).isEmpty();
    assertThat(etc).isEmptyDirectory();
  }

  @Test
  void aHostWithoutAPartitionIsLeftAlone() throws Exception {
    host("agent.conf", "NodeName=ecu1");
    Files.delete(etc);

    assertThat(AgentConfiguration.refresh(root, etc)).isEmpty();
    assertThat(etc).doesNotExist();
  }

  @Test
  void theNodeIsNamedAfterTheHostsNode() throws Exception {
    host("agent.conf", "ControllerHost=10.0.0.1\nNodeName=ecu1\nControllerPort=842");

    assertThat(AgentConfiguration.refresh(root, etc)).contains("qm.ecu1");
    assertThat(etc.resolve("bluechi/agent.conf"))
        .content()
        .endsWith(
            "\n[bluechi-agent]\nControllerHost=10.0.0.1\nNodeName=qm.ecu1\nControllerPort=842\n");
  }

  @ParameterizedTest
  @CsvSource({
    "ControllerHost=127.0.0.1, ControllerHost=host.containers.internal",
    "ControllerHost=127.1, ControllerHost=host.containers.internal",
    "ControllerHost=localhost, ControllerHost=host.containers.internal",
    "ControllerHost=::1, ControllerHost=host.containers.internal",
    "ManagerHost=127.0.0.1, ManagerHost=host.containers.internal",
    "'ControllerAddress=tcp:host=127.0.0.1,port=842',"
        + "'ControllerAddress=tcp:host=host.containers.internal,port=842'",
    "ControllerAddress=unix:path=/run/bluechi/bluechi.sock, ControllerHost=host.containers.internal",
    "'ControllerAddress=unix:path=/run/x;tcp:port=843,host=10.0.0.1',"
        + "'ControllerAddress=tcp:port=843,host=10.0.0.1'",
  })
  void anAddressOfTheHostItselfIsTheHostsNameInside(String there, String here) throws Exception {
    host("agent.conf", there);

    assertThat(AgentConfiguration.derive(root).orElseThrow().lines())
        .contains(here)
        .doesNotContain(there)
        .anyMatch(line -> line.startsWith("# " + there));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ControllerHost=10.0.0.1",
        "ControllerHost=1270.0.0.1",
        "ControllerHost=localhost.example.org",
        "ControllerAddress=tcp:host=192.168.1.1,port=842",
        "ControllerAddress=x",
        "ControllerHost="
      })
  void anyOtherIsTheSame(String address) throws Exception {
    host("agent.conf", address);

    assertThat(AgentConfiguration.derive(root).orElseThrow()).contains("\n" + address + "\n");
  }

  @Test
  void inTheHostsOwnNetworkItsAddressesAreTheSame() throws Exception {
    Machines.withQuadlet(root.directory());
    Machines.dropIn(root, "50-net.conf", "[Container]\nNetwork=\nNetwork=host\n");
    host("agent.conf", "ControllerHost=127.0.0.1");

    assertThat(AgentConfiguration.derive(root).orElseThrow())
        .contains("\nControllerHost=127.0.0.1");
  }

  @Test
  void withoutANodeNameItIsTheHostName() throws Exception {
    host("agent.conf", "LogLevel=DEBUG");
    Files.writeString(root.at("/etc/hostname"), "car\n");

    assertThat(AgentConfiguration.refresh(root, etc)).contains("qm.car");
  }

  @Test
  void anEmptyNodeNameIsNone() throws Exception {
    host("agent.conf", "NodeName=first\nNodeName=");

    assertThat(AgentConfiguration.refresh(root, etc)).contains("qm.localhost");
  }

  @Test
  void laterFilesOfTheHostWinInTheOrderOfTheirNames() throws Exception {
    host("agent.conf", "NodeName=zero\nLogLevel=INFO");
    host("agent.conf.d/20-b.conf", "NodeName=second");
    host("agent.conf.d/10-a.conf", "NodeName=first\nLogLevel=DEBUG");
    host("agent.conf.d/30-not-read", "NodeName=third");
    Files.createDirectories(root.at("/etc/bluechi/agent.conf.d/40-a-folder.conf"));

    AgentConfiguration.refresh(root, etc);

    assertThat(etc.resolve("bluechi/agent.conf"))
        .content()
        .contains("NodeName=qm.second\nLogLevel=DEBUG\n");
  }

  @Test
  void theUsersOwnFilesInsideAreNeverTouched() throws Exception {
    host("agent.conf", "NodeName=ecu1");
    var own = Files.createDirectories(etc.resolve("bluechi/agent.conf.d")).resolve("me.conf");
    Files.writeString(own, "[bluechi-agent]\nNodeName=mine\n");

    AgentConfiguration.refresh(root, etc);

    assertThat(own).hasContent("[bluechi-agent]\nNodeName=mine\n");
  }

  @Test
  void aFileThatIsUpToDateIsNotWrittenAgain() throws Exception {
    host("agent.conf", "NodeName=ecu1");
    AgentConfiguration.refresh(root, etc);
    var file = etc.resolve("bluechi/agent.conf");
    var old = FileTime.fromMillis(1_000_000);
    Files.setLastModifiedTime(file, old);

    AgentConfiguration.refresh(root, etc);
    assertThat(Files.getLastModifiedTime(file)).isEqualTo(old);

    host("agent.conf", "NodeName=ecu2");
    AgentConfiguration.refresh(root, etc);
    assertThat(file).content().contains("NodeName=qm.ecu2\n");
  }

  @Test
  void aHostileLinkInsideLeadsNowhereOutside() throws Exception {
    host("agent.conf", "NodeName=ecu1");
    var before = Files.readString(root.at("/etc/bluechi/agent.conf"));
    for (var target : new String[] {"/etc", "..", "../..", "/", root.at("/etc/bluechi") + ""}) {
      var link = Files.createSymbolicLink(etc.resolve("bluechi"), Path.of(target));

      assertThat(AgentConfiguration.refresh(root, etc)).contains("qm.ecu1");

      assertThat(root.at("/etc/bluechi/agent.conf")).hasContent(before);
      assertThat(root.at("/etc/agent.conf")).doesNotExist();
      Files.delete(link);
    }
  }

  @Test
  void aLoopOfLinksInsideIsAnErrorAndNoHang() throws Exception {
    host("agent.conf", "NodeName=ecu1");
    Files.createSymbolicLink(etc.resolve("bluechi"), Path.of("bluechi"));

    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> AgentConfiguration.refresh(root, etc))
        .withMessageContaining("more than 40 links");
  }

  @Test
  void whateverThePartitionPutInTheFilesPlaceIsReplaced() throws Exception {
    host("agent.conf", "NodeName=ecu1");
    var file = Files.createDirectories(etc.resolve("bluechi")).resolve("agent.conf");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe});

    AgentConfiguration.refresh(root, etc);
    assertThat(file).content().contains("NodeName=qm.ecu1");

    // longer than any memory: read, it would end this program
    try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(1L << 40);
    }
    AgentConfiguration.refresh(root, etc);
    assertThat(file).content().contains("NodeName=qm.ecu1");
  }

  /** The partition watches for the file that is being written and exchanges it for a link. */
  @Test
  void noFileOfTheHostGetsTheModeOfWhatIsWritten() throws Exception {
    var secret = Files.writeString(root.at("/etc/secret"), "of the host");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    var bluechi = Files.createDirectories(etc.resolve("bluechi"));
    var written = new AtomicBoolean();
    var attacker = Thread.ofPlatform().start(() -> swapDrafts(bluechi, secret, written));
    try {
      // long, so that writing it takes a while
      var settings = "\nLogLevel=" + "x".repeat(900_000);
      for (var i = 0; i < 50; i++) {
        host("agent.conf", "NodeName=ecu" + i + settings);
        Files.deleteIfExists(bluechi.resolve("agent.conf"));
        try {
          AgentConfiguration.refresh(root, etc);
        } catch (HostException attacked) {
          // an error is as good as a file: it is the partition's own that is missing
          assertThat(attacked.what()).contains(bluechi.toString());
        }
      }
    } finally {
      written.set(true);
      attacker.join();
    }

    assertThat(secret).hasContent("of the host");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
        .isEqualTo("rw-------");
  }

  private static void swapDrafts(Path folder, Path target, AtomicBoolean done) {
    var link = folder.resolveSibling("link");
    while (!done.get()) {
      try {
        if (!Files.isSymbolicLink(link)) {
          Files.createSymbolicLink(link, target);
        }
        for (var name : folder.toFile().list()) {
          if (name.startsWith(".agent.conf")) {
            Files.move(link, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            break;
          }
        }
      } catch (IOException late) {
        // another try
      }
    }
  }

  @Test
  @Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aPipeInPlaceOfTheFolderOrTheFileIsNotWaitedFor() throws Exception {
    host("agent.conf", "NodeName=ecu1");
    Command.of("mkfifo", etc.resolve("bluechi").toString()).require();
    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> AgentConfiguration.refresh(root, etc));

    Files.delete(etc.resolve("bluechi"));
    var file = Files.createDirectories(etc.resolve("bluechi")).resolve("agent.conf");
    Command.of("mkfifo", file.toString()).require();
    AgentConfiguration.refresh(root, etc);
    assertThat(file).isRegularFile().content().contains("NodeName=qm.ecu1");
  }

  @Test
  void aBrokenFileOfTheHostIsNamedWithItsLine() throws Exception {
    host("agent.conf", "NodeName=ecu1\n[broken");

    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> AgentConfiguration.refresh(root, etc))
        .withMessageContaining(root.at("/etc/bluechi/agent.conf") + ":3");
  }

  private void host(String file, String settings) throws IOException {
    var path = root.at("/etc/bluechi/" + file);
    Files.createDirectories(path.resolveSibling(".").normalize());
    Files.writeString(path, "[bluechi-agent]\n" + settings + "\n");
  }
}
