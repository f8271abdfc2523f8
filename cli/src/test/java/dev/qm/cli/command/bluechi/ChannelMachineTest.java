package dev.qm.cli.command.bluechi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.qm.bluechi.relay.RelaySettings;
import dev.qm.cli.command.trust.TrustCommands;
import dev.qm.cli.parse.UsageException;
import dev.qm.host.Root;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.ipc.declared.Channel;
import dev.qm.partition.ipc.declared.DeclaredChannels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine whose partition's agent comes by a socket in /run/ipc. */
class ChannelMachineTest {
  private static final String SOCKET = "/run/ipc/bluechi/bluechi.sock";
  private static final String RELAY = "etc/qm-assurance/bluechi/relay.conf";
  private static final String AGENT = "etc/bluechi/agent.conf.d/10-qm.conf";
  private static final String INSIDE = "etc/qm/bluechi/agent.conf";
  private static final String CONTROLLER = "etc/bluechi/controller.conf.d/10-qm.conf";
  private static final String DOOR = "etc/containers/systemd/qm.container.d/50-ipc.conf";
  private static final String DROP_IN =
      "etc/systemd/system/qm-bluechi-relay.service.d/50-bluechi.conf";
  private static final Path UNIT = Path.of("usr/lib/systemd/system/qm-bluechi-relay.service");

  private static final Path SYSTEM = Path.of(System.getProperty("qm.tree"), "system");
  private static final String PLACE = "qm.system";

  @TempDir private Path temp;
  private Path root;

  @BeforeAll
  static void theFilesThatQmBrings() {
    System.setProperty(PLACE, SYSTEM.toString());
  }

  @AfterAll
  static void asBefore() {
    System.clearProperty(PLACE);
  }

  @BeforeEach
  void aMachine() throws Exception {
    root = Files.createDirectory(temp.resolve("machine"));
    BluechiCall.machine(root);
    BluechiCall.put(root, UNIT.toString(), Files.readString(SYSTEM.resolve(UNIT)));
    assumeThat(System.getProperty("user.name")).as("needs root").isEqualTo("root");
  }

  @Test
  void aMachineByItselfNeedsNoPort() throws Exception {
    BluechiCall.controller(root);
    var call = configure("--here", "--ipc");

    assertThat(text(INSIDE))
        .contains("NodeName=qm.host1\n", "\nControllerAddress=unix:path=" + SOCKET + "\n")
        .doesNotContain("ControllerHost=");
    assertThat(text(AGENT)).contains("ControllerAddress=unix:path=/run/bluechi/bluechi.sock");
    assertThat(text(CONTROLLER)).contains("UseTCP=false", "UseUDS=true", "[node qm.host1]");
    var side = RelaySettings.read(new Root(root)).orElseThrow().nodes().getFirst();
    assertThat(side.name()).isEqualTo("qm.host1");
    assertThat(side.listen()).hasToString(SOCKET);
    assertThat(side.way())
        .isInstanceOf(RelaySettings.Way.Plain.class)
        .extracting(RelaySettings.Way::places)
        .hasToString("[/run/bluechi/bluechi.sock]");
    assertThat(text(DROP_IN)).contains("\nRuntimeDirectory=ipc/bluechi\n");
    assertThat(text(DOOR)).contains("\nVolume=/run/ipc:/run/ipc:ro");
    assertThat(call.out())
        .containsSubsequence(
            "restart bluechi-controller",
            "systemctl daemon-reload",
            "restart qm-bluechi-relay",
            "qm restart")
        .doesNotContain("TCP port", "qm bluechi trust");
    assertThat(check()).startsWith("no problem in ");
  }

  @Test
  void itIsAChannelThatIpcKnows() throws Exception {
    BluechiCall.controller(root);
    configure("--here", "--ipc");

    var declared = DeclaredChannels.read(PartitionSpec.require(new Root(root)));

    assertThat(declared.problems()).isEmpty();
    assertThat(declared.channels()).hasSize(1);
    var channel = declared.channels().getFirst();
    assertThat(channel.name()).isEqualTo("bluechi");
    assertThat(channel.between()).isEqualTo(Channel.Between.ASIL_AND_QM);
    assertThat(channel.path()).contains(SOCKET);
    assertThat(channel.servers())
        .extracting(end -> end.unit() + " " + end.origin().file().getFileName())
        .containsExactly("qm-bluechi-relay.service 50-bluechi.conf");
    assertThat(channel.clients())
        .extracting(end -> end.unit() + " " + end.origin().file())
        .containsExactly("bluechi-agent.service /etc/qm/bluechi/agent.conf");
  }

  @Test
  void withOtherMachinesTheControllerKeepsItsPort() throws Exception {
    BluechiCall.controller(root);
    var call = configure("--here", "--ipc", "--nodes", "ecu2");
    assertThat(text(CONTROLLER)).doesNotContain("UseTCP");
    assertThat(text(AGENT)).contains("ControllerHost=127.0.0.1");
    assertThat(text(INSIDE)).contains("unix:path=" + SOCKET);
    assertThat(call.out()).contains("TCP port 842");

    // the first other node opens it
    configure("--undo");
    configure("--here", "--ipc");
    assertThat(text(CONTROLLER)).contains("UseTCP=false");
    configure("--nodes", "ecu2");
    assertThat(text(CONTROLLER)).contains("[node ecu2]").doesNotContain("UseTCP");
    assertThat(text(AGENT)).contains("ControllerHost=127.0.0.1").doesNotContain("unix:");
    assertThat(check()).startsWith("no problem in ");
  }

  @Test
  void theControllerMayBeOnAnotherMachine() throws Exception {
    configure("--controller", "192.0.2.1,192.0.2.2", "--port", "9000", "--ipc");
    assertThat(text(RELAY)).contains("Socket=192.0.2.1:9000 192.0.2.2:9000\n");
    assertThat(text(AGENT)).contains("tcp:host=192.0.2.1,port=9000");
    assertThat(text(INSIDE)).contains("unix:path=" + SOCKET).doesNotContain("192.0.2.1");
    var before = text(RELAY);
    configure();
    assertThat(text(RELAY)).isEqualTo(before);
    configure("--controller", "192.0.2.3");
    assertThat(text(RELAY)).contains("Socket=192.0.2.3:842\n");
    assertThat(text(AGENT)).contains("ControllerHost=192.0.2.3");
  }

  @Test
  void withCertificatesTheRelaySpeaksTlsForItToo() throws Exception {
    BluechiCall.controller(root);
    BluechiCall.of(new TrustCommands(), root, "new", "host1", "qm.host1");
    configure("--here", "--trust");
    assertThat(text(INSIDE)).contains("ControllerHost=host.containers.internal");
    configure("--ipc");
    assertThat(text(RELAY))
        .contains("[Controller]\n", "ListenStream=" + SOCKET + "\nController=127.0.0.1:8420\n")
        .doesNotContain("From=", "ListenStream=842\n");
    assertThat(text(INSIDE)).contains("unix:path=" + SOCKET).doesNotContain("ControllerHost=");
    configure();
    assertThat(text(RELAY)).contains(SOCKET, "[Controller]");
    assertThat(check()).startsWith("no problem in ");
  }

  @Test
  void aPartitionInTheHostsNetworkCanHaveCertificatesThen() throws Exception {
    BluechiCall.put(
        root, "etc/containers/systemd/qm.container.d/50-net.conf", "[Container]\nNetwork=host\n");
    configure("--controller", "192.0.2.1", "--trust", "--ipc");
    assertThat(text(INSIDE)).contains("unix:path=" + SOCKET);
  }

  @Test
  void undoLeavesNoTrace() throws Exception {
    BluechiCall.controller(root);
    // the lock's folder stays
    configure("--here");
    configure("--undo");
    var before = listing();
    configure("--here", "--ipc");
    configure("--undo");
    Files.writeString(root.resolve(INSIDE), "x");
    assertThat(listing()).isEqualTo(before);
  }

  @Test
  void withoutAPartitionThereIsNoChannel() throws Exception {
    Files.delete(root.resolve("usr/share/containers/systemd/qm.container"));
    assertThatThrownBy(() -> configure("--here", "--ipc"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--ipc needs the partition");
    assertThat(root.resolve(RELAY)).doesNotExist();
  }

  @Test
  void whereNobodyKnowsTheControllerItIsAskedFor() {
    assertThatThrownBy(() -> configure("--ipc"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--ipc has to know");
  }

  @Test
  void aDryRunShowsAllOfIt() throws Exception {
    var call = configure("--controller", "192.0.2.1", "--ipc", "--dry-run");
    assertThat(call.out())
        .contains(DROP_IN, DOOR, "unix:path=" + SOCKET, "Socket=192.0.2.1:842", "Nothing was");
    assertThat(root.resolve(DROP_IN)).doesNotExist();
    assertThat(root.resolve(RELAY)).doesNotExist();
  }

  @Test
  void aChannelWithoutItsPartsIsFound() throws Exception {
    BluechiCall.controller(root);
    configure("--here", "--ipc");
    Files.delete(root.resolve(DOOR));
    assertThat(check()).contains("error: the partition does not see /run/ipc");
    configure();
    Files.delete(root.resolve(DROP_IN));
    assertThat(check()).contains("systemd makes no folder");
    configure();
    Files.delete(root.resolve(RELAY));
    assertThat(check()).contains("the relay of the host has no socket " + SOCKET);
  }

  private BluechiCall configure(String... words) throws Exception {
    return BluechiCall.of(root, "configure", words);
  }

  private String check() throws Exception {
    return BluechiCall.of(root, "check").out();
  }

  private String text(String path) throws IOException {
    return Files.readString(root.resolve(path));
  }

  private List<String> listing() throws IOException {
    var names = new ArrayList<String>();
    try (var all = Files.walk(root)) {
      all.map(root::relativize).map(Path::toString).sorted().forEach(names::add);
    }
    return names;
  }
}
