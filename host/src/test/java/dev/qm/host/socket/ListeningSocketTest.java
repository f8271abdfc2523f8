package dev.qm.host.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.host.HostException;
import dev.qm.host.file.AtomicFile;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ListeningSocketTest {
  @TempDir Path folder;

  @Test
  void hasTheModeThatWasAskedForWhateverTheUmask() throws Exception {
    for (var mode : new int[] {0600, 0660, 0666}) {
      try (var socket = open(mode)) {
        var text = PosixFilePermissions.toString(Files.getPosixFilePermissions(path()));
        assertThat(text)
            .isEqualTo(PosixFilePermissions.toString(AtomicFile.permissions("0" + octal(mode))));
        socket.remove();
      }
    }
  }

  @Test
  void aClientIsNoticedAndNotAccepted() throws Exception {
    try (var socket = open(0600)) {
      var noticed =
          CompletableFuture.runAsync(() -> {
            try {
              socket.awaitClient();
            } catch (HostException failure) {
              throw new AssertionError(failure);
            }
          });
      try (var _ = SocketChannel.open(UnixDomainSocketAddress.of(path()))) {
        noticed.get();
        // it waits still, so the next call does not
        socket.awaitClient();
      }
    }
  }

  @Test
  void theSocketOfADeadProgramIsReplaced() throws Exception {
    open(0600).close();
    assertThatThrownBy(() -> SocketChannel.open(UnixDomainSocketAddress.of(path())))
        .isInstanceOf(ConnectException.class);

    try (var _ = open(0600);
        var client = SocketChannel.open(UnixDomainSocketAddress.of(path()))) {
      assertThat(client.isConnected()).isTrue();
    }
  }

  @Test
  void theSocketOfALiveProgramIsNot() throws Exception {
    try (var _ = open(0600)) {
      assertThatThrownBy(() -> open(0600)).hasMessageContaining("another program does");
    }
  }

  @Test
  void aFileOrALinkIsLeftAlone() throws Exception {
    var file = Files.writeString(folder.resolve("file"), "mine");
    Files.createSymbolicLink(path(), file);
    assertThatThrownBy(() -> open(0600)).hasMessageContaining("no socket");
    Files.delete(path());
    Files.writeString(path(), "mine too");
    assertThatThrownBy(() -> open(0600)).hasMessageContaining("no socket");

    assertThat(file).hasContent("mine");
    assertThat(path()).hasContent("mine too");
  }

  @Test
  void aFailureSaysWhy() {
    assertThatThrownBy(
            () -> ListeningSocket.open(folder.resolve("no/s"), 0600, Optional.empty(), 1))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("its folder does not exist");
    assertThatThrownBy(
            () -> ListeningSocket.open(folder.resolve("x".repeat(120)), 0600, Optional.empty(), 1))
        .hasMessageContaining("at most 107 bytes");
  }

  @Test
  void removeTakesTheFileAwayAndNothingElse() throws Exception {
    try (var socket = open(0600)) {
      socket.remove();
      assertThat(path()).doesNotExist();
      Files.writeString(path(), "another's");
      socket.remove();
      assertThat(path()).exists();
    }
  }

  private Path path() {
    return folder.resolve("s");
  }

  private ListeningSocket open(int mode) throws HostException {
    return ListeningSocket.open(path(), mode, Optional.empty(), 16);
  }

  private static String octal(int mode) {
    return Integer.toOctalString(mode);
  }
}
