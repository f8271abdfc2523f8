package dev.qm.host.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.Root;
import dev.qm.host.socket.JournalStream.Line;
import dev.qm.host.socket.JournalStream.Priority;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalStreamTest {
  private static final List<Line> LINES =
      List.of(
          new Line(Priority.INFO, "added"),
          new Line(Priority.WARNING, "left\nout \u001b[31m"),
          new Line(Priority.ERROR, "refused"));

  @TempDir Path folder;
  private Root root;
  private Path socket;

  @BeforeEach
  void aMachine() throws IOException {
    root = new Root(folder);
    socket = Files.createDirectories(folder.resolve("run/systemd/journal")).resolve("stdout");
  }

  @Test
  void theJournalIsToldWhoSpeaksAndHowGraveEachLineIs() throws Exception {
    try (var journal = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      journal.bind(UnixDomainSocketAddress.of(socket));

      assertThat(JournalStream.send(root, "hook", LINES)).isTrue();

      try (var connection = journal.accept()) {
        var said = Channels.newInputStream(connection).readAllBytes();
        assertThat(new String(said, StandardCharsets.UTF_8))
            .isEqualTo("hook\n\n6\n1\n0\n0\n0\n<6>added\n<4>left out \\x1b[31m\n<3>refused\n");
      }
    }
  }

  @Test
  void aMachineWithoutJournalIsSaidToHaveNone() {
    assertThat(JournalStream.send(root, "hook", LINES)).isFalse();
  }

  @Test
  void aJournalThatNobodyServesIsNone() throws IOException {
    Files.createFile(socket);

    assertThat(JournalStream.send(root, "hook", LINES)).isFalse();
  }

  @Test
  void aJournalThatIsStuckHoldsNobody() throws IOException {
    try (var journal = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      journal.bind(UnixDomainSocketAddress.of(socket), 1);
      var sent = 0;
      while (sent < 100 && JournalStream.send(root, "hook", LINES)) {
        sent++;
      }

      assertThat(sent)
          .as("lines are refused when the queue of a server that does not accept is full")
          .isBetween(1, 99);
    }
  }
}
