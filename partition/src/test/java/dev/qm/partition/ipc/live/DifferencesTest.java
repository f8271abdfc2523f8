package dev.qm.partition.ipc.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.Untrusted;
import dev.qm.host.file.FileId;
import dev.qm.host.socket.MeetingFile;
import dev.qm.partition.ipc.declared.Channel.Between;
import dev.qm.partition.ipc.declared.Channel.End;
import dev.qm.quadlet.syntax.Origin;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How what is live is compared with what unit files say. */
class DifferencesTest {
  private static final String PATH = "/run/ipc/radio/radio.sock";
  private static final Origin SOCKET_LINE =
      new Origin(Path.of("/etc/systemd/system/radio.socket"), 7);
  private static final Party SYSTEMD = party(1, Side.HOST, "init_t:s0");
  private static final Party SERVER = party(10, Side.HOST, "ipc_t:s0");
  private static final Party CLIENT = party(20, Side.QM, "qm_container_ipc_t:s0:c1,c2");
  private static final List<dev.qm.partition.ipc.declared.Channel> RADIO =
      List.of(
          new dev.qm.partition.ipc.declared.Channel(
              "radio",
              Between.ASIL_AND_QM,
              Optional.of(PATH),
              Optional.of(new End("radio.socket", SOCKET_LINE)),
              List.of(new End("radio-server.container", SOCKET_LINE)),
              List.of(new End("radio-client.container", SOCKET_LINE)),
              Optional.empty()));

  @Test
  void aChannelThatIsAsDeclaredGivesNothing() {
    assertThat(Differences.between(RADIO, running(radio("ipc_var_run_t", SERVER, CLIENT))))
        .isEmpty();
  }

  @Test
  void aStoppedPartitionHasNothingThatCouldDiffer() {
    var stopped =
        new LiveIpc(
            LiveIpc.State.STOPPED,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Map.of(),
            List.of());

    assertThat(Differences.between(RADIO, stopped)).isEmpty();
  }

  @Test
  void aSocketAtWhichNobodyListensIsNamedWithItsUnitAndTheCommand() {
    assertThat(Differences.between(RADIO, running()))
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.what()).contains("nobody listens at " + PATH);
          assertThat(finding.mend()).contains("systemctl enable --now radio.socket");
          assertThat(finding.origin()).contains(SOCKET_LINE);
        });
  }

  @Test
  void aSocketOfThePartitionWithTheSameNameIsNotTheDoor() {
    var mimic = channel(PATH, new Standing.Inside(), "qm_file_t", CLIENT, List.of());

    assertThat(Differences.between(RADIO, running(mimic)))
        .singleElement()
        .satisfies(finding -> assertThat(finding.what()).contains("nobody listens"));
  }

  @Test
  void aSocketFileWithAnotherTypeIsNamed() {
    assertThat(Differences.between(RADIO, running(radio("var_run_t", SERVER, CLIENT))))
        .singleElement()
        .satisfies(finding -> assertThat(finding.what()).contains("var_run_t, not ipc_var_run_t"));
  }

  @Test
  void anEndWithAnotherTypeIsNamed() {
    var stranger = party(21, Side.QM, "qm_container_t:s0:c1,c2");
    var trusted = party(11, Side.HOST, "unconfined_service_t:s0");

    assertThat(Differences.between(RADIO, running(radio("ipc_var_run_t", trusted, stranger))))
        .extracting(Finding::mend)
        .containsExactly(
            "say `SecurityLabelType=ipc_t` in its unit, and start it again",
            "say `SecurityLabelType=qm_container_ipc_t` in its unit, and start it again");
  }

  @Test
  void aSocketInTheDoorThatNoUnitDeclaresIsNamed() {
    var door =
        channel("/run/ipc/door.sock", new Standing.Door(), "ipc_var_run_t", SERVER, List.of());

    assertThat(Differences.between(List.of(), running(door)))
        .singleElement()
        .satisfies(finding ->
            assertThat(finding.what()).contains("/run/ipc/door.sock").contains("nowhere"));
  }

  @Test
  void aServerInsideThatLostItsCategoriesIsNamed() {
    var talk =
        List.of(
            new dev.qm.partition.ipc.declared.Channel(
                "talk",
                Between.QM_AND_QM,
                Optional.of("/run/talk/talk.sock"),
                Optional.empty(),
                List.of(new End("talk-server.container", SOCKET_LINE)),
                List.of(),
                Optional.of("s0:c3,c4")));
    var other = party(30, Side.QM, "qm_container_t:s0:c5,c6");
    var socket =
        channel(
            "/run/talk/talk.sock", new Standing.Inside(), "qm_container_file_t", other, List.of());

    assertThat(Differences.between(talk, running(socket)))
        .singleElement()
        .satisfies(finding -> assertThat(finding.why()).contains("s0:c3,c4"));
  }

  private static LiveChannel radio(String fileType, Party server, Party client) {
    return channel(
        PATH,
        new Standing.Door(),
        fileType,
        SYSTEMD,
        List.of(new Connection(List.of(server), List.of(client), true)));
  }

  private static LiveChannel channel(
      String path, Standing standing, String fileType, Party holder, List<Connection> connections) {
    var file =
        new MeetingFile(
            new FileId(0, 1, 100),
            MeetingFile.Kind.SOCKET,
            Untrusted.of(path),
            0600,
            0,
            0,
            Optional.of("system_u:object_r:" + fileType + ":s0"));
    Optional<Untrusted> host =
        standing instanceof Standing.Door ? Optional.of(Untrusted.of(path)) : Optional.empty();
    return new LiveChannel(
        LiveChannel.Kind.STREAM,
        Untrusted.of(path),
        standing,
        Optional.of(new Place(file, Place.Reach.DOOR, host, Optional.of(Untrusted.of(path)))),
        List.of(holder),
        connections,
        Optional.empty());
  }

  private static LiveIpc running(LiveChannel... channels) {
    return new LiveIpc(
        LiveIpc.State.RUNNING,
        List.of(),
        List.of(channels),
        List.of(),
        List.of(),
        List.of(),
        Map.of(),
        List.of());
  }

  private static Party party(int pid, Side side, String typeAndLevel) {
    return new Party(
        pid,
        side,
        Untrusted.of("program"),
        Optional.empty(),
        Optional.empty(),
        Optional.of("system_u:system_r:" + typeAndLevel));
  }
}
