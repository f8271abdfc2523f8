package dev.qm.cli.command.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.core.JsonFactory;
import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.ArgumentParser;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.terminal.Console;
import dev.qm.cli.terminal.Terminal;
import dev.qm.host.HostException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpcCommandsTest {
  private static final Path SYSTEM = Path.of(System.getProperty("qm.tree"), "system");

  @TempDir Path root;

  /** What a call printed. */
  private record Call(int status, String out, String err) {}

  @BeforeEach
  void aMachine() throws Exception {
    System.setProperty("qm.system", SYSTEM.toString());
    var quadlet = root.resolve("usr/share/containers/systemd/qm.container");
    Files.createDirectories(quadlet.resolveSibling(".").normalize());
    Files.copy(SYSTEM.resolve("usr/share/containers/systemd/qm.container"), quadlet);
    Files.createDirectories(root.resolve("etc/qm"));
    Files.createDirectories(root.resolve("usr/lib/qm/rootfs"));
  }

  @AfterEach
  void clean() {
    System.clearProperty("qm.system");
  }

  @Test
  void aDryRunPrintsEachFileAndWritesNothing() throws Exception {
    var call = call("new", "radio", "--between", "asil,qm", "--dry-run");

    assertThat(call.status()).isZero();
    assertThat(call.out())
        .contains("==> " + root + "/etc/systemd/system/radio.socket (new)\n")
        .contains("\nListenStream=%t/ipc/radio/radio.sock\n")
        .contains("==> " + root + "/etc/qm/containers/systemd/radio-client.container (new)\n")
        .endsWith("Nothing was written.\n");
    assertThat(root.resolve("etc/systemd")).doesNotExist();
    assertThat(root.resolve("var")).doesNotExist();
  }

  @Test
  void newNamesTheFilesAndTheCommandsThatStartThem() throws Exception {
    assumeRoot();

    var call = call("new", "radio", "--between=asil,qm");

    assertThat(call.status()).isZero();
    assertThat(call.out())
        .contains("wrote " + root + "/etc/systemd/system/radio.socket\n")
        .containsSubsequence(
            "examples/ipc/build-image",
            "systemctl daemon-reload ",
            "systemctl enable --now radio.socket ",
            "qm restart ",
            "qm exec -- systemctl daemon-reload ",
            "qm exec -- systemctl start radio-client ");
    assertThat(call("new", "speed", "--between=asil,qm").out())
        .as("the door is open already")
        .doesNotContain("qm restart");
    assertThat(call("new", "radio", "--between=asil,qm").out())
        .startsWith("The channel radio is there already; nothing to do.\n");
    assertThat(call("check").out()).isEqualTo("no problem in 2 channels\n");
  }

  @Test
  void imagesOfOnesOwnNeedNoDemo() throws Exception {
    assumeRoot();

    var call =
        call("new", "chat", "--between=qm,qm", "--server-image=a/b:1", "--client-image=a/c:1");

    assertThat(call.out()).doesNotContain("qm-ipc-demo", "restart", "enable");
  }

  @Test
  void removeKeepsWhatWasChangedAndSaysSo() throws Exception {
    assumeRoot();
    call("new", "chat", "--between=qm,qm", "--kube");
    var yaml = root.resolve("etc/qm/containers/systemd/chat.yaml");
    Files.writeString(yaml, Files.readString(yaml) + "# mine\n");

    assertThat(call("remove", "chat", "--dry-run").out())
        .contains("keep, it was changed: " + yaml)
        .endsWith("Nothing was removed.\n");
    var call = call("remove", "chat");

    assertThat(call.status()).isZero();
    assertThat(call.out())
        .contains("removed " + yaml.resolveSibling("chat.kube"))
        .contains("qm exec -- systemctl stop chat ");
    assertThat(call.err()).contains("note: kept " + yaml).contains("--force removes it");
    assertThat(yaml).exists();
    assertThat(call("remove", "--force", "chat").status()).isZero();
    assertThat(yaml).doesNotExist();
    assertThatThrownBy(() -> call("remove", "chat"))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("made no channel chat");
  }

  @Test
  void aFindingStandsWithItsLine() throws Exception {
    assumeRoot();
    call("new", "radio", "--between=asil,qm");
    var socket = root.resolve("etc/systemd/system/radio.socket");
    Files.writeString(socket, Files.readString(socket).replace("%t/ipc/", "%t/"));

    var call = call("check");

    assertThat(call.status()).isEqualTo(1);
    assertThat(call.out())
        .contains(socket + ":")
        .contains(": error: the socket /run/radio/radio.sock is not below /run/ipc; ")
        .contains(" | ListenStream=%t/radio/radio.sock\n")
        .contains("^^^^^^^^^^^^");
    var json = call("check", "--json");
    assertThat(json.status()).isEqualTo(1);
    try (var parser = new JsonFactory().createParser(json.out())) {
      var names = new ArrayList<String>();
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        names.add(String.valueOf(parser.currentName()));
      }
      assertThat(names).contains("channels", "between", "sockets", "clients", "problems", "rule");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "new Radio --between asil,qm",
        "new radio",
        "new radio --between asil,asil",
        "new radio --between asil,qm --pod",
        "new radio --between qm,qm --pod --kube",
        "new radio- --between qm,qm",
        "new ../x --between qm,qm",
        "new radio --between qm,qm --server-image -x",
        "remove ../x",
        "remove"
      })
  void whatMakesNoSenseIsWrongUsage(String line) {
    var words = List.of(line.split(" ", -1));
    assertThatThrownBy(
            () -> call(words.getFirst(), words.subList(1, words.size()).toArray(String[]::new)))
        .isInstanceOf(UsageException.class);
  }

  @Test
  void withoutAPartitionThereIsNothingToConnect() throws Exception {
    Files.delete(root.resolve("usr/share/containers/systemd/qm.container"));

    assertThatThrownBy(() -> call("new", "radio", "--between=asil,qm", "--dry-run"))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("there is no partition");
  }

  private static void assumeRoot() throws Exception {
    assumeThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
        .as("it needs root")
        .isEqualTo(0);
  }

  private Call call(String command, String... words) throws Exception {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var console = Console.of(out, err, Terminal.NONE);
    var subcommand = (Subcommand) new IpcCommands().find(command).orElseThrow();
    var all = new ArrayList<>(List.of(words));
    all.add("--root=" + root);
    var outcome = ArgumentParser.parse(subcommand.spec(), all);
    var status =
        subcommand.run(new Invocation(((ArgumentParser.Outcome.Run) outcome).arguments(), console));
    console.flush();
    return new Call(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
