package dev.qm.partition.ipc.declared;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.Machines;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.landing.Edits;
import dev.qm.partition.setup.SystemTree;
import dev.qm.quadlet.syntax.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the files of {@code qm ipc new} declare, and what a change of one of them breaks. */
class DeclaredChannelsTest {
  private static final String SOCKET = "/etc/systemd/system/radio.socket";
  private static final String SERVER = "/etc/containers/systemd/radio-server.container";
  private static final String CLIENT = "/etc/qm/containers/systemd/radio-client.container";
  private static final String DOOR = "/etc/containers/systemd/qm.container.d/50-ipc.conf";

  @TempDir Path folder;

  private Root root;

  @BeforeEach
  void aMachine() throws IOException {
    root = Machines.withQuadlet(folder);
    Files.createDirectories(root.at("/etc/qm"));
    Files.createDirectories(root.at("/usr/lib/qm/rootfs"));
    Machines.write(root, "/usr/lib/systemd/system/" + NativeServer.RELAY, "[Service]\n");
  }

  @ParameterizedTest
  @EnumSource(ChannelKind.class)
  void whatIsMadeDeclaresOneChannelWithoutFinding(ChannelKind kind) throws Exception {
    make(kind, "radio");

    var declared = declared();

    assertThat(declared.problems()).isEmpty();
    assertThat(declared.channels()).extracting(Channel::name).containsExactly("radio");
  }

  @Test
  void aChannelKnowsItsEndsWithTheirLines() throws Exception {
    make(ChannelKind.ASIL_QM, "radio");

    var channel = declared().channels().getFirst();

    assertThat(channel.between()).isEqualTo(Channel.Between.ASIL_AND_QM);
    assertThat(channel.path()).contains("/run/ipc/radio/radio.sock");
    assertThat(line(channel.socket().orElseThrow()))
        .isEqualTo("ListenStream=%t/ipc/radio/radio.sock");
    assertThat(channel.servers())
        .extracting(Channel.End::unit)
        .containsExactly("radio-server.container");
    assertThat(line(channel.clients().getFirst()))
        .isEqualTo("Volume=/run/ipc/radio:/run/ipc/radio");
  }

  @Test
  void aChannelInsideKnowsWhoServes() throws Exception {
    make(ChannelKind.QM_QM, "chat");

    var channel = declared().channels().getFirst();

    assertThat(channel.between()).isEqualTo(Channel.Between.QM_AND_QM);
    assertThat(channel.path()).contains("/run/chat/chat.sock");
    assertThat(channel.servers())
        .extracting(Channel.End::unit)
        .containsExactly("chat-server.container");
    assertThat(channel.clients())
        .extracting(Channel.End::unit)
        .containsExactly("chat-client.container");
    assertThat(channel.level()).isPresent();
  }

  /** One line changed, one rule. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        SOCKET
            + "|ListenStream=%t/ipc/radio/radio.sock|ListenStream=%t/radio/radio.sock|ipc-socket-place",
        SOCKET + "|SocketMode=0600|SocketMode=0666|ipc-socket-mode",
        SOCKET + "|SocketMode=0600|-|ipc-socket-mode",
        SOCKET + "|Service=radio-server.service|Service=tuner.service|ipc-service",
        SOCKET + "|Service=radio-server.service|-|ipc-service",
        SERVER + "|SecurityLabelType=ipc_t|SecurityLabelType=container_t|ipc-server-type",
        SERVER + "|SecurityLabelType=ipc_t|-|ipc-server-type",
        SERVER + "|SecurityLabelLevel=s0|SecurityLabelLevel=s0:c1,c2|ipc-server-level",
        SERVER + "|SecurityLabelLevel=s0|-|ipc-server-level",
        SERVER + "|Notify=true|-|ipc-notify",
        CLIENT + "|SecurityLabelType=qm_container_ipc_t|-|ipc-client-type",
        CLIENT
            + "|Volume=/run/ipc/radio:/run/ipc/radio|Volume=/run/ipc/radio/radio.sock:/run/ipc/radio/radio.sock|ipc-client-folder",
        CLIENT + "|Volume=/run/ipc/radio:/run/ipc/radio|Volume=/run/ipc:/run/ipc|ipc-all-channels",
        CLIENT + "|Volume=/run/ipc/radio:/run/ipc/radio|-|ipc-client-folder",
        DOOR + "|Volume=/run/ipc:/run/ipc:ro,idmap|-|ipc-door",
        DOOR + "|Volume=/run/ipc:/run/ipc:ro,idmap|Volume=/run/ipc:/run/ipc:ro|ipc-door-idmap",
        DOOR
            + "|Volume=/run/ipc:/run/ipc:ro,idmap|Volume=/run/ipc:/run/ipc:idmap|ipc-door-writable",
        DOOR + "|Volume=/run/ipc:/run/ipc:ro,idmap|Volume=/run/other:/run/ipc:idmap|ipc-door"
      })
  void aMistakeIsFoundWhereItStands(String file, String line, String instead, String rule)
      throws Exception {
    make(ChannelKind.ASIL_QM, "radio");
    replace(file, line, Optional.ofNullable(instead));

    assertThat(rules()).contains(rule).allMatch(found -> found.startsWith("ipc-"));
    var problem =
        declared().problems().stream().filter(found -> found.rule().equals(rule)).findFirst();
    assertThat(problem.orElseThrow().why()).isNotBlank();
    assertThat(problem.orElseThrow().mend()).isNotBlank();
    if (instead != null) {
      assertThat(problem.orElseThrow().origin().file()).isEqualTo(root.at(file));
      assertThat(Files.readAllLines(root.at(file)).get(problem.orElseThrow().origin().line() - 1))
          .isEqualTo(instead);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {SOCKET, SERVER, DOOR})
  void aMissingFileIsFound(String file) throws Exception {
    make(ChannelKind.ASIL_QM, "radio");
    Files.delete(root.at(file));

    assertThat(rules())
        .contains(
            switch (file) {
              case SOCKET -> "ipc-no-socket";
              case SERVER -> "ipc-no-server";
              default -> "ipc-door";
            });
  }

  @Test
  void withTheHostsIdsAMappedDoorIsFound() throws Exception {
    make(ChannelKind.ASIL_QM, "radio");
    Machines.dropIn(root, "60-plain.conf", "[Container]\nUIDMap=\nGIDMap=\n");

    assertThat(rules()).containsExactly("ipc-door-idmap");
  }

  @Test
  void aDropInOfTheSocketCounts() throws Exception {
    make(ChannelKind.ASIL_QM, "radio");
    var dropIn =
        Machines.write(
            root, "/run/systemd/system/radio.socket.d/open.conf", "[Socket]\nSocketMode=0777\n");

    assertThat(declared().problems())
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.origin().file()).isEqualTo(dropIn);
          assertThat(problem.severity()).isEqualTo(Problem.Severity.WARNING);
        });
  }

  @Test
  void twoEndsWithDifferentCategoriesAreFound() throws Exception {
    make(ChannelKind.QM_QM, "chat");
    var file = "/etc/qm/containers/systemd/chat-server.container";
    var level = declared().channels().getFirst().level().orElseThrow();
    replace(file, "SecurityLabelLevel=" + level, Optional.of("SecurityLabelLevel=s0:c1,c2"));

    assertThat(rules()).containsExactly("ipc-level-differs");
    replace(file, "SecurityLabelLevel=s0:c1,c2", Optional.empty());
    assertThat(rules()).containsExactly("ipc-level-differs");
  }

  @Test
  void theOrderOfCategoriesIsNoDifference() throws Exception {
    make(ChannelKind.QM_QM, "chat");
    var level =
        McsLevel.parse(declared().channels().getFirst().level().orElseThrow()).orElseThrow();
    replace(
        "/etc/qm/containers/systemd/chat-server.container",
        "SecurityLabelLevel=" + level,
        Optional.of("SecurityLabelLevel=s0:c" + level.second() + ",c" + level.first()));

    assertThat(rules()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = ChannelKind.class,
      names = {"QM_QM", "QM_QM_POD", "QM_QM_KUBE"})
  void twoChannelsWithTheSameCategoriesAreFound(ChannelKind kind) throws Exception {
    make(ChannelKind.QM_QM, "chat");
    make(kind, "talk");
    var chat = level("chat");
    var talk = level("talk");
    for (var file :
        List.of("talk-server.container", "talk-client.container", "talk.yaml", "talk.pod")) {
      var place = root.at("/etc/qm/containers/systemd/" + file);
      if (Files.exists(place)) {
        Files.writeString(place, Files.readString(place).replace(talk, chat));
      }
    }

    assertThat(rules()).containsExactly("ipc-level-shared");
  }

  @Test
  void aSocketThatLeaksThroughTheBorderElsewhereIsFound() throws Exception {
    Machines.write(
        root, "/usr/lib/systemd/system/leak.socket", "[Socket]\nListenStream=/run/leak/x.sock\n");
    assertThat(declared().channels()).isEmpty();

    Machines.dropIn(root, "70-leak.conf", "[Container]\nVolume=/run/leak:/run/leak:idmap\n");

    assertThat(declared().channels()).extracting(Channel::name).containsExactly("leak");
    assertThat(rules()).contains("ipc-socket-place", "ipc-socket-mode", "ipc-no-server");
  }

  @Test
  void othersSocketsAndVolumesAreLeftAlone() throws Exception {
    Machines.write(
        root, "/usr/lib/systemd/system/dbus.socket", "[Socket]\nListenStream=/run/dbus/socket\n");
    Machines.write(root, "/etc/systemd/system/masked.socket", "");
    Machines.write(
        root, "/etc/containers/systemd/web.container", "[Container]\nImage=a\nVolume=/srv:/srv\n");
    for (var name : List.of("a", "b")) {
      Machines.write(
          root,
          "/etc/qm/containers/systemd/" + name + ".container",
          "[Container]\nImage=a\nVolume=/etc/localtime:/etc/localtime:ro\nVolume=data:/data:z\n");
    }

    assertThat(declared()).isEqualTo(new DeclaredChannels(List.of(), List.of()));
  }

  @Test
  void everyRuleIsExplainedInTheDocumentation() throws Exception {
    var tree = Path.of(System.getProperty("qm.tree"));
    var source =
        Files.readString(
            tree.resolve(
                "partition/src/main/java/dev/qm/partition/ipc/declared/ChannelCheck.java"));
    var rules =
        Pattern.compile("\"(ipc-[a-z-]+)\"").matcher(source).results().map(found -> found.group(1));

    assertThat(rules.distinct())
        .hasSizeGreaterThan(10)
        .allSatisfy(rule ->
            assertThat(tree.resolve("docs/ipc.md")).content().contains("\n| `" + rule + "` |"));
  }

  private String level(String name) throws Exception {
    return new ChannelRecords(root)
        .find(new ChannelName(name))
        .orElseThrow()
        .level()
        .orElseThrow()
        .toString();
  }

  private void make(ChannelKind kind, String name) throws HostException {
    NewChannel.make(
        PartitionSpec.require(root),
        new SystemTree(Machines.SYSTEM),
        new NewChannel.Request(
            new ChannelName(name), kind, Optional.empty(), Optional.empty(), Edits.KEPT),
        change -> {});
  }

  private DeclaredChannels declared() throws HostException {
    return DeclaredChannels.read(PartitionSpec.require(root));
  }

  private List<String> rules() throws HostException {
    return declared().problems().stream().map(Problem::rule).toList();
  }

  private void replace(String path, String line, Optional<String> instead) throws IOException {
    var file = root.at(path);
    var text = Files.readString(file);
    assertThat(text).contains("\n" + line + "\n");
    Files.writeString(
        file,
        text.replace("\n" + line + "\n", instead.map(other -> "\n" + other + "\n").orElse("\n")));
  }

  private static String line(Channel.End end) throws IOException {
    return Files.readAllLines(end.origin().file()).get(end.origin().line() - 1);
  }
}
