package dev.qm.host.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.Untrusted;
import dev.qm.host.file.FileId;
import dev.qm.host.socket.MeetingFile;
import dev.qm.host.socket.MeetingFiles;
import dev.qm.host.socket.UnixSockets;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who holds what, and where processes can meet. */
class OpenFilesTest {
  private static final int SELF = (int) ProcessHandle.current().pid();

  @TempDir Path folder;

  @Test
  void theHolderOfASocketIsFoundByItsInode() throws Exception {
    var path = folder.resolve("held.sock");
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
      var socket =
          UnixSockets.of(List.of(SELF)).sockets().stream()
              .filter(seen -> seen.file().equals(FileId.of(path)))
              .findFirst()
              .orElseThrow();

      var open = OpenFiles.of(List.of(SELF));

      assertThat(open.sockets().get(socket.inode())).containsExactly(SELF);
      assertThat(open.cut()).isEmpty();
    }
  }

  @Test
  void pipesAndNamedPipesAreFoundByWhoHoldsThem() throws Exception {
    var fifo = folder.resolve("fifo");
    assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
    var pipe = Pipe.open();
    var holder = new ProcessBuilder("sh", "-c", "exec 3<>\"$0\"; echo; read _", fifo.toString());
    var process = holder.start();
    try {
      assertThat(process.getInputStream().read()).isEqualTo('\n');
      var pid = (int) process.pid();

      var open = OpenFiles.of(List.of(SELF, pid));

      assertThat(open.fifos().get(FileId.of(fifo).orElseThrow())).containsExactly(pid);
      assertThat(open.pipes().values()).anyMatch(holders -> holders.equals(java.util.Set.of(SELF)));
      assertThat(open.pipes().values()).anyMatch(holders -> holders.size() == 2);
    } finally {
      process.destroy();
      pipe.sink().close();
      pipe.source().close();
    }
  }

  @Test
  void aProcessThatIsGoneHoldsNothing() {
    assertThat(OpenFiles.of(List.of(Integer.MAX_VALUE)).sockets()).isEmpty();
  }

  @Test
  void socketsAndNamedPipesInAFolderAreFoundAndNoLinkIsFollowed() throws Exception {
    var shared = Files.createDirectories(folder.resolve("shared/deep"));
    var elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Files.createSymbolicLink(shared.resolve("link"), elsewhere);
    Files.writeString(shared.resolve("plain"), "no socket");
    assertThat(new ProcessBuilder("mkfifo", elsewhere + "/secret").start().waitFor()).isZero();
    assertThat(new ProcessBuilder("mkfifo", "-m", "640", shared + "/pipe").start().waitFor())
        .isZero();
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(shared.resolve("s.sock")));

      var found = MeetingFiles.below(folder.resolve("shared"));

      assertThat(found.isComplete()).isTrue();
      assertThat(found.files())
          .extracting(file -> file.kind() + " " + file.path())
          .containsExactlyInAnyOrder("FIFO deep/pipe", "SOCKET deep/s.sock");
      assertThat(found.files())
          .filteredOn(file -> file.kind() == MeetingFile.Kind.FIFO)
          .extracting(MeetingFile::mode)
          .containsExactly(0640);
      assertThat(found.files())
          .extracting(MeetingFile::id)
          .contains(FileId.of(shared.resolve("s.sock")).orElseThrow());
    }
  }

  @Test
  void aFolderBeyondAllMeasureIsCut() throws Exception {
    var deep = folder;
    for (var i = 0; i < 40; i++) {
      deep = deep.resolve("d");
    }
    Files.createDirectories(deep);

    assertThat(MeetingFiles.below(folder).isComplete()).isFalse();
  }

  @Test
  void sharedMappingsAreThoseWithTheLetterS() {
    var maps =
        """
        55d0c0a00000-55d0c0a22000 r--p 00000000 fe:00 1234    /usr/bin/cat
        7f2c1a000000-7f2c1a021000 rw-s 00000000 00:01 1025    /memfd:ring (deleted)
        7f2c1b000000-7f2c1b021000 r--s 00001000 fe:00 77      /a name
        7ffd0f4c6000-7ffd0f4e7000 rw-p 00000000 00:00 0       [stack]
        """;

    assertThat(SharedMapping.parse(maps.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .containsExactly(
            new SharedMapping(new FileId(0, 1, 1025), true, Untrusted.of("/memfd:ring (deleted)")),
            new SharedMapping(new FileId(0xfe, 0, 77), false, Untrusted.of("/a name")));
  }

  @Property
  void anyMapsAreReadToAnEnd(
      @ForAll @Size(max = 300) @CharRange(from = ' ', to = ':') List<Character> text) {
    var maps = new StringBuilder("7f-80 rw-s ");
    text.forEach(maps::append);

    assertThat(
            SharedMapping.parse(
                maps.toString().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1)))
        .hasSizeLessThan(2);
  }

  @Test
  void objectsOfSystemVAreReadFromTheirTables() {
    var shm =
        """
               key      shmid perms                  size  cpid  lpid nattch   uid   gid  cuid  cgid
                 0          5  1600                524288   910   910      2     0     0     0     0
         nonsense
        """;

    assertThat(IpcNamespace.parse(IpcNamespace.Kind.SHARED_MEMORY, shm))
        .containsExactly(
            new IpcNamespace.Item(IpcNamespace.Kind.SHARED_MEMORY, 0, 5, 0600, 524288, 2));
  }

  @Test
  void ownIpcNamespaceCanBeLookedAt() throws Exception {
    var inode = IpcNamespace.of(SELF).orElseThrow();

    assertThat(IpcNamespace.look(inode, SELF).inode()).isEqualTo(inode);
  }
}
