package dev.qm.bluechi.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListeningTest {
  private static final int BACKLOG = 4;

  @TempDir private Path folder;

  @Test
  void aSocketThatAKilledProgramLeftIsReplaced() throws IOException {
    var path = folder.resolve("left.sock");
    Listening.at(path, BACKLOG).close();
    assertThat(path).exists();

    try (var _ = Listening.at(path, BACKLOG);
        var client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      assertThat(client.connect(UnixDomainSocketAddress.of(path))).isTrue();
    }
  }

  @Test
  void aSocketAtWhichAnotherProgramListensStays() throws IOException {
    var path = folder.resolve("busy.sock");
    try (var there = Listening.at(path, BACKLOG)) {
      assertThatThrownBy(() -> Listening.at(path, BACKLOG))
          .hasMessage("another program listens there");

      assertThat(there.isOpen()).isTrue();
      assertThat(path).exists();
    }
  }

  @Test
  void aFileThatIsNoSocketStays() throws IOException {
    var path = Files.writeString(folder.resolve("file"), "somebody's\n");

    assertThatThrownBy(() -> Listening.at(path, BACKLOG))
        .hasMessage("there is a file of this name that is no socket");

    assertThat(path).hasContent("somebody's\n");
  }

  /** Until who waits for a connection has come back, the kernel lets nobody else listen there. */
  @Test
  void whereItListensNoMoreSomebodyElseMayAtOnce() throws IOException {
    try (var port = new HeldPort()) {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port.number());
      for (var turn = 0; turn < 200; turn++) {
        for (var maker : List.of(Thread.ofVirtual(), Thread.ofPlatform())) {
          var channel = Listening.at(address, BACKLOG);
          var thread = maker.start(() -> accept(channel));

          Listening.end(channel, thread);

          Listening.at(address, BACKLOG).close();
        }
      }
    }
  }

  private static void accept(ServerSocketChannel channel) {
    try {
      channel.accept().close();
    } catch (IOException closed) {
      // nobody came, which is as it should be
    }
  }
}
