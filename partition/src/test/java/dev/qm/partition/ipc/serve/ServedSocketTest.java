package dev.qm.partition.ipc.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.Machines;
import dev.qm.partition.ipc.declared.ChannelName;
import dev.qm.partition.ipc.declared.SocketUnit;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServedSocketTest {
  private static final ChannelName NAME = new ChannelName("radio");
  private static final String FILE = "/etc/systemd/system/radio.socket";

  @TempDir Path folder;
  private Root root;

  @BeforeEach
  void aMachine() {
    root = new Root(folder);
  }

  @Test
  void readsWhatIpcNewWrites() throws Exception {
    Machines.write(
        root,
        FILE,
        """
        [Unit]
        Before=qm.service

        [Socket]
        ListenStream=%t/ipc/radio/radio.sock
        SocketMode=0600
        DirectoryMode=0750
        RemoveOnStop=yes
        Service=radio-server.service
        FileDescriptorName=radio
        """);

    assertThat(ServedSocket.load(root, NAME))
        .isEqualTo(
            new ServedSocket(
                root.at(FILE),
                "/run/ipc/radio/radio.sock",
                0600,
                0750,
                "",
                "",
                "radio-server.service",
                "radio",
                true));
  }

  @Test
  void whatIsNotSaidIsAsSystemdHasIt() throws Exception {
    Machines.write(root, FILE, "[Socket]\nListenStream=/run/%N/%p%%\n");

    assertThat(ServedSocket.load(root, NAME))
        .isEqualTo(
            new ServedSocket(
                root.at(FILE),
                "/run/radio/radio%",
                0666,
                0755,
                "",
                "",
                "radio.service",
                "radio.socket",
                false));
  }

  @Test
  void aDropInWins() throws Exception {
    Machines.write(root, FILE, "[Socket]\nListenStream=/run/a\nSocketMode=0600\n");
    Machines.write(
        root, FILE + ".d/10-place.conf", "[Socket]\nListenStream=\nListenStream=/run/b\n");
    Machines.write(root, FILE + ".d/20-mode.conf", "[Socket]\nSocketMode=0660\n");

    var unit = ServedSocket.load(root, NAME);

    assertThat(unit.path()).isEqualTo("/run/b");
    assertThat(unit.socketMode()).isEqualTo(0660);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/systemd/system",
        "/run/systemd/system",
        "/usr/local/lib/systemd/system",
        "/usr/lib/systemd/system",
        "/lib/systemd/system",
      })
  void isFoundWhereTheCheckFindsIt(String place) throws Exception {
    Machines.write(root, place + "/radio.socket", "[Socket]\nListenStream=/run/ipc/a\n");
    Machines.write(
        root,
        "/usr/lib/systemd/system/radio.socket.d/10.conf",
        "[Socket]\nListenStream=\nListenStream=/run/ipc/b\n");

    assertThat(ServedSocket.load(root, NAME).path()).isEqualTo("/run/ipc/b");
    assertThat(SocketUnit.all(root))
        .singleElement()
        .satisfies(unit ->
            assertThat(unit.listening(List.of("ListenStream")))
                .extracting(SocketUnit.Listening::path)
                .containsExactly("/run/ipc/b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ListenStream=/run/a\nListenStream=/run/b",
        "ListenStream=8080",
        "ListenStream=@abstract",
        "ListenStream=/run/%H",
        "ListenStream=/run/a%",
        "ListenSequentialPacket=/run/a",
        "ListenStream=/run/a\nAccept=yes",
        "ListenStream=/run/a\nSocketMode=rw",
        "ListenStream=/run/a\nSocketMode=01777",
        "ListenStream=/run/a\nSocketMode=-1",
      })
  void whatOnlySystemdCanDoIsRefusedWithItsPlace(String lines) throws Exception {
    Machines.write(root, FILE, "[Socket]\n" + lines + "\n");

    assertThatThrownBy(() -> ServedSocket.load(root, NAME))
        .isInstanceOf(HostException.class)
        .hasMessageContaining(FILE);
  }

  @Test
  void aChannelThatIsNotThereIsNamedWithTheCommandThatMakesIt() {
    assertThatThrownBy(() -> ServedSocket.load(root, NAME))
        .isInstanceOfSatisfying(
            HostException.class,
            failure -> assertThat(failure.mend().orElse("")).contains("qm ipc new radio"));
  }
}
