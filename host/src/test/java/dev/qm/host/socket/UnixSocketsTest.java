package dev.qm.host.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.Untrusted;
import dev.qm.host.file.FileId;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel's own answer about sockets that this test makes. */
class UnixSocketsTest {
  @TempDir Path folder;

  @Test
  void aListeningSocketIsSeenWithItsFileItsQueueAndWhoWaits() throws Exception {
    var path = folder.resolve("server.sock");
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path), 7);
      try (var client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
        var seen = here();

        var listening = named(seen, path, UnixSocket.State.LISTENING);
        assertThat(client.isConnected()).isTrue();
        assertThat(listening.type()).isEqualTo(UnixSocket.Type.STREAM);
        assertThat(listening.file()).isEqualTo(FileId.of(path));
        assertThat(listening.isOpenToOthers()).isTrue();
        assertThat(listening.receiveQueue()).isEqualTo(1);
        assertThat(listening.sendQueue()).isEqualTo(7);
        assertThat(listening.waiting()).hasSize(1);
      }
    }
  }

  @Test
  void theTwoEndsOfAConnectionNameEachOther() throws Exception {
    var path = folder.resolve("pair.sock");
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
      try (var client = SocketChannel.open(UnixDomainSocketAddress.of(path));
          var accepted = server.accept()) {
        var seen = here();

        assertThat(client.isConnected()).isTrue();
        assertThat(accepted.isConnected()).isTrue();
        var served = named(seen, path, UnixSocket.State.CONNECTED);
        var other =
            seen.sockets().stream()
                .filter(socket -> socket.inode() == served.peer().orElseThrow())
                .findFirst()
                .orElseThrow();
        assertThat(other.peer()).hasValue(served.inode());
        assertThat(other.name()).isEmpty();
      }
    }
  }

  private static UnixSockets here() {
    var seen = UnixSockets.of(List.of((int) ProcessHandle.current().pid()));
    assertThat(seen.gaps()).isEmpty();
    return seen;
  }

  private static UnixSocket named(UnixSockets seen, Path path, UnixSocket.State state) {
    var name = new UnixSocket.Name.File(Untrusted.of(path.toString()));
    return seen.sockets().stream()
        .filter(socket -> socket.name().filter(name::equals).isPresent())
        .filter(socket -> socket.state() == state)
        .findFirst()
        .orElseThrow();
  }
}
