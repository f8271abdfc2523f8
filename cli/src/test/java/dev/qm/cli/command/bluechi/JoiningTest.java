package dev.qm.cli.command.bluechi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.qm.cli.command.partition.UpCommand;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.parse.ArgumentParser;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.terminal.Console;
import dev.qm.cli.terminal.Terminal;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code qm up} does with --node, but for the partition itself. */
class JoiningTest {
  private static final String AGENT = "etc/bluechi/agent.conf.d/10-qm.conf";

  @TempDir Path root;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Console console = Console.of(out, err, Terminal.NONE);

  @BeforeEach
  void aMachine() throws Exception {
    BluechiCall.machine(root);
  }

  @Test
  void aMachineJoinsWithBothNodesAndIsToldWhatIsLeft() throws Exception {
    assumeRoot();

    join("--node", "ecu2", "--controller", "192.0.2.1,192.0.2.2");

    var address = "ControllerAddress=tcp:host=192.0.2.1,port=842;tcp:host=192.0.2.2,port=842\n";
    assertThat(root.resolve(AGENT)).content().contains("NodeName=ecu2\n", address);
    assertThat(root.resolve("etc/qm/bluechi/agent.conf"))
        .content()
        .contains("NodeName=qm.ecu2\n", address);
    assertThat(text(out))
        .containsSubsequence(
            "wrote " + root.resolve(AGENT),
            "qm bluechi configure --here --nodes ecu2,qm.ecu2 ",
            "on 192.0.2.1:",
            "on 192.0.2.2:",
            "systemctl restart bluechi-agent.service ",
            "qm bluechi check ");
  }

  @Test
  void whatIsForProgramsStaysAlone() throws Exception {
    assumeRoot();

    join("--node", "ecu2", "--controller", "192.0.2.1", "--json");

    assertThat(text(out)).isEmpty();
    assertThat(text(err)).contains("wrote ", "qm bluechi check ");
  }

  @Test
  void withoutAControllerTheFilesHaveToSayIt() throws Exception {
    assumeRoot();
    BluechiCall.put(root, "etc/bluechi/agent.conf", "[bluechi-agent]\nControllerHost=192.0.2.7\n");

    join("--node", "ecu2");

    assertThat(root.resolve(AGENT)).content().contains("NodeName=ecu2\n");
    assertThat(root.resolve("etc/qm/bluechi/agent.conf"))
        .content()
        .contains("ControllerHost=192.0.2.7\n");
  }

  @Test
  void whatSomebodyElseMadeIsSaidBeforeAnythingIsDone() throws Exception {
    BluechiCall.put(root, AGENT, "[bluechi-agent]\nNodeName=mine\n");

    assertThatThrownBy(
            () -> new UpCommand().run(invocation("--node", "ecu2", "--controller", "192.0.2.1")))
        .isInstanceOf(HostException.class)
        .hasMessageContaining(AGENT);
    assertThat(root.resolve("var/lib/qm")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "--controller 192.0.2.1, goes with --node",
    "--ipc, goes with --node",
    "--node ecu2 --ipc, --ipc has to know where the controller is",
    "--node ecu2, nothing says where the controller is",
    "--node qm.ecu2 --controller 192.0.2.1, is a partition's",
    "--node a_b --controller 192.0.2.1, underscore",
    "--node ecu2 --controller localhost, this very machine",
    "'--node ecu2 --controller 192.0.2.1,', cannot be",
  })
  void whatCannotBeMeantIsRefusedBeforeAnythingIsDone(String words, String why) throws Exception {
    assertThatThrownBy(() -> new UpCommand().run(invocation(words.split(" "))))
        .isInstanceOfSatisfying(
            UsageException.class, usage -> assertThat(usage.what()).contains(why));
    assertThat(root.resolve("var/lib/qm")).doesNotExist();
    assertThat(root.resolve("etc/bluechi")).doesNotExist();
  }

  private void join(String... words) throws Exception {
    var joining = Joining.asked(invocation(words), new Root(root)).orElseThrow();
    joining.write();
    joining.next();
    console.flush();
  }

  private Invocation invocation(String... words) throws Exception {
    var line = new ArrayList<>(List.of("--root", root.toString()));
    line.addAll(List.of(words));
    var outcome = ArgumentParser.parse(new UpCommand().spec(), line);
    return new Invocation(((ArgumentParser.Outcome.Run) outcome).arguments(), console);
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }

  private static void assumeRoot() throws Exception {
    assumeThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
        .as("it needs root")
        .isEqualTo(0);
  }
}
