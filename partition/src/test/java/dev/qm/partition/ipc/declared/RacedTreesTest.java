package dev.qm.partition.ipc.declared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.Root;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.file.DeviceNodes;
import dev.qm.host.file.FolderStreams;
import dev.qm.host.file.HostileTree;
import dev.qm.host.file.MemoryFiles;
import dev.qm.host.socket.ListeningSocket;
import dev.qm.host.socket.MeetingFiles;
import dev.qm.partition.AgentConfiguration;
import dev.qm.partition.Machines;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.Racer;
import dev.qm.partition.Racer.Operation;
import dev.qm.partition.landing.Edits;
import dev.qm.partition.setup.SystemTree;
import dev.qm.partition.setup.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** All that works in the partition's trees, while the partition exchanges the names in them. */
@Timeout(value = 3, unit = TimeUnit.HOURS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RacedTreesTest {
  private static final SystemTree SYSTEM = new SystemTree(Machines.SYSTEM);
  private static final ChannelName RADIO = new ChannelName("radio");
  private static final byte[] TEXT =
      "of the host, for the partition\n".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  private Root root;
  private Path etc;

  @BeforeEach
  void aMachine() throws IOException {
    root = Machines.withQuadlet(Files.createDirectories(folder.resolve("machine")));
    etc = Files.createDirectories(root.at("/etc/qm"));
    Files.createDirectories(root.at("/usr/lib/qm/rootfs"));
    Machines.write(root, "/usr/share/qm/seccomp.json", "{}");
  }

  @AfterEach
  void nothingForJUnitToFollow() throws Exception {
    Trees.remove(folder.resolve("machine"));
  }

  @Test
  void theTreeOfTheHostsOwnAccess() throws Exception {
    var tree = new HostileTree(etc);
    var racer = new Racer(etc, List.of("a", "a/b", "a/b/file", "a/b/link", "a/b/new"));
    racer.race(
        List.of(
            new Operation("write", () -> tree.write("a/b/file", TEXT, "0600")),
            new Operation("read", () -> read(tree)),
            new Operation("makeFolders", () -> tree.makeFolders("a/b/new")),
            new Operation("list", () -> assertThat(tree.list("a/b")).doesNotContain(Racer.MARKER)),
            new Operation("link", () -> tree.link("a/b/link", "../file")),
            new Operation("readLink", () -> tree.readLink("a/b/link")),
            new Operation("exists", () -> tree.exists("a/b/link")),
            new Operation("isFolder", () -> tree.isFolder("a/b")),
            new Operation("sweep", () -> tree.sweep("a/b/file")),
            new Operation("delete", () -> tree.delete("a/b/file")),
            new Operation("deleteEmptyFolder", () -> tree.deleteEmptyFolder("a/b/new")),
            new Operation("confined", () -> inside(ConfinedPath.readBounded(etc, "a/b/file", 100))),
            new Operation("walk", () -> walk(etc.resolve("a")))));

    racer.surrender();
    tree.makeFolders("a/b");
    tree.write("a/b/file", TEXT, "0600");
    assertThat(etc.resolve("a/b/file")).hasBinaryContent(TEXT);
  }

  @Test
  void theConfigurationOfTheAgent() throws Exception {
    Machines.write(root, "/etc/bluechi/agent.conf", "[bluechi-agent]\nNodeName=ecu\n");
    var racer = new Racer(etc, List.of("bluechi", "bluechi/agent.conf"));
    racer.race(List.of(new Operation("agent-config", () -> AgentConfiguration.refresh(root, etc))));

    racer.surrender();
    assertThat(AgentConfiguration.refresh(root, etc)).contains("qm.ecu");
    assertThat(etc.resolve("bluechi/agent.conf")).content().contains("NodeName=qm.ecu");
  }

  @Test
  void theFilesOfChannels() throws Exception {
    var spec = PartitionSpec.require(root);
    var units = "containers/systemd";
    var racer =
        new Racer(
            etc,
            List.of(
                "containers",
                units,
                units + "/radio-client.container",
                units + "/radio-server.container",
                units + "/a.container",
                units + "/a.container.d",
                units + "/a.container.d/x.conf"));
    racer.race(
        List.of(
            new Operation("ipc-new", () -> make(spec, ChannelKind.ASIL_QM)),
            new Operation("ipc-check", () -> DeclaredChannels.read(spec)),
            new Operation("ipc-remove", () -> remove(spec)),
            new Operation("ipc-new-inside", () -> make(spec, ChannelKind.QM_QM)),
            new Operation("ipc-remove", () -> remove(spec))));

    racer.surrender();
    remove(spec);
    make(spec, ChannelKind.ASIL_QM);
    assertThat(etc.resolve(units + "/radio-client.container")).isRegularFile();
  }

  @Test
  void theDoorBetweenTheSides() throws Exception {
    var door = Files.createDirectories(root.at("/run/ipc"));
    var socket = door.resolve("radio/radio.sock");
    var racer = new Racer(door, List.of("radio", "radio/radio.sock", "radio/other"));
    var top = new HostileTree(root.directory());
    racer.race(
        List.of(
            new Operation("door-folders", () -> top.makeFolders("run/ipc/radio", "0755")),
            new Operation("ipc-run", () -> listen(socket)),
            new Operation("ipc-list", () -> MeetingFiles.below(door)),
            new Operation("ipc-list-one", () -> MeetingFiles.at(door, "radio/radio.sock"))));

    racer.surrender();
    top.makeFolders("run/ipc/radio", "0755");
    listen(socket);
    assertThat(socket).doesNotExist();
  }

  @Test
  void theDevicesAndTheSharedMemory() throws Exception {
    var tree = Files.createDirectories(root.at("/inside"));
    var racer =
        new Racer(tree, List.of("dev", "dev/net", "dev/net/tun", "dev/shm", "dev/shm/ring"));
    racer.race(
        List.of(
            new Operation(
                "show-devices",
                () ->
                    assertThat(DeviceNodes.below(tree).nodes())
                        .noneMatch(node -> node.path().endsWith(Racer.MARKER))),
            new Operation(
                "show-shared-memory",
                () ->
                    assertThat(MemoryFiles.below(tree).files())
                        .noneMatch(file -> file.name().toString().equals(Racer.MARKER)))));

    racer.surrender();
    Files.writeString(Files.createDirectories(tree.resolve("dev/shm")).resolve("ring"), "data");
    assertThat(MemoryFiles.below(tree).files())
        .anyMatch(file -> file.name().toString().equals("ring") && file.size() == 4);
  }

  private void listen(Path socket) throws Exception {
    var owner = Optional.of(new ListeningSocket.Owner(0, 0));
    try (var listening = ListeningSocket.open(root.directory(), socket, 0660, owner, 1)) {
      listening.remove();
    }
  }

  private static void read(HostileTree tree) throws Exception {
    if (tree.read("a/b/file", 100) instanceof HostileTree.Found.Content(var bytes)) {
      inside(bytes.bytes());
    }
  }

  /** No file in the tree has the content of those outside. */
  private static void inside(byte[] content) {
    assertThat(new String(content, StandardCharsets.UTF_8)).isNotEqualTo(Racer.SECRET);
  }

  private static void walk(Path top) throws IOException {
    var open = new ArrayList<SecureDirectoryStream<Path>>();
    try {
      open.add(FolderStreams.open(top));
      open.add(FolderStreams.open(open.getFirst(), Path.of("b")));
      for (var entry : open.getLast()) {
        assertThat(entry.getFileName().toString()).isNotEqualTo(Racer.MARKER);
      }
    } catch (IOException exchanged) {
      return;
    } finally {
      for (var stream : open) {
        stream.close();
      }
    }
  }

  private static void make(PartitionSpec spec, ChannelKind kind) throws Exception {
    NewChannel.make(
        spec,
        SYSTEM,
        new NewChannel.Request(RADIO, kind, Optional.empty(), Optional.empty(), Edits.GIVEN_UP),
        change -> {});
  }

  private static void remove(PartitionSpec spec) throws Exception {
    ChannelRemoval.carryOut(spec.root(), spec.layout().etc(), RADIO, Edits.GIVEN_UP, change -> {});
  }
}
