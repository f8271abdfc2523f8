package dev.qm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.cli.command.show.QmctlCommands;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.help.ManPage;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.terminal.Console;
import dev.qm.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** qm under the name of the field's own tool. */
class QmctlTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void helpIsAboutThatName() {
    assertThat(qmctl("--help")).isZero();
    assertThat(text(out))
        .startsWith("qmctl - ")
        .contains("Usage: qmctl COMMAND", "show", "exec", "execin", "cp")
        .contains("'qmctl COMMAND --help' tells more.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"show", "exec", "execin", "cp"})
  void helpOfEachCommandIsAboutThatName(String command) {
    assertThat(qmctl(command, "--help")).isZero();
    assertThat(text(out))
        .startsWith("qmctl " + command + " - ")
        .contains("Usage: qmctl " + command, "--json", "--verbose", "$ qmctl " + command);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ps", "status", "up", "device-hook", "execim"})
  void anythingElseIsOneMessageThatNamesWhatItTakes(String word) {
    assertThat(qmctl(word)).isEqualTo(2);
    assertThat(text(err))
        .startsWith("error: qmctl: unknown command '" + word + "'\n")
        .containsIgnoringCase("there are show, exec, execin, cp")
        .contains("see 'qmctl --help'")
        .hasLineCount(3);
    assertThat(text(out)).isEmpty();
  }

  @Test
  void aSectionThatItDoesNotHaveIsWrongUsageWithThoseThatItHas() {
    assertThat(qmctl("show", "weather")).isEqualTo(2);
    assertThat(text(err))
        .contains("qmctl show: SECTION cannot be 'weather'", "unix-domain-sockets");
  }

  @Test
  void aCommandThatIsMissingIsWrongUsage() {
    assertThat(qmctl("exec")).isEqualTo(2);
    assertThat(text(err)).contains("qmctl exec: missing argument: COMMAND");
  }

  @Test
  void verboseBeforeTheCommandMeansWhatItMeansAfterIt() {
    assertThat(QmctlCommands.ordered(List.of("-v", "show", "all")))
        .containsExactly("show", "--verbose", "all");
    assertThat(QmctlCommands.ordered(List.of("--verbose", "exec", "ls", "-v")))
        .containsExactly("exec", "--verbose", "ls", "-v");
    assertThat(QmctlCommands.ordered(List.of("show", "-v"))).containsExactly("show", "-v");
    assertThat(QmctlCommands.ordered(List.of("-v", "--help"))).containsExactly("--help");
    assertThat(QmctlCommands.ordered(List.of())).isEmpty();
  }

  @Test
  void thePageHasAllCommandsWithTheirOptions() {
    assertThat(ManPage.whole("qmctl", new QmctlCommands(), "1"))
        .startsWith(".TH \"QMCTL\" 1 ")
        .contains("qmctl \\- look into the QM partition")
        .contains("qmctl show [OPTIONS] [SECTION]", "qmctl execin", "unix\\-domain\\-sockets")
        .contains("\\-\\-json", "qm\\-show\\fR(1)");
  }

  @Test
  void everyCommandHasAnExampleOfItself() {
    var commands = new QmctlCommands();
    for (var name : commands.names()) {
      assertThat(commands.find(name)).get().isInstanceOf(Subcommand.class);
      CommandSpec spec = ((Subcommand) commands.find(name).orElseThrow()).spec();
      assertThat(spec.name()).isEqualTo(name);
      assertThat(spec.examples())
          .isNotEmpty()
          .allMatch(example -> example.command().startsWith("qmctl " + name));
    }
  }

  private int qmctl(String... words) {
    return Main.control(List.of(words), Console.of(out, err, Terminal.NONE));
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
