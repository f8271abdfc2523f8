package dev.qm.cli.command.show;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.ArgumentParser;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.terminal.Console;
import dev.qm.cli.terminal.Terminal;
import dev.qm.host.HostException;
import dev.qm.partition.Layout;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code qm show} and {@code qmctl show} of a partition that does not run. */
class ShowCommandTest {
  @TempDir private Path root;

  @BeforeEach
  void aPartitionThatIsOnlyDescribed() throws IOException {
    var file = root.resolve(Layout.QUADLET.substring(1));
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        """
        [Container]
        Rootfs=/usr/lib/qm/rootfs
        AddDevice=-/dev/null
        [Service]
        MemoryMax=1G
        """);
  }

  private record Call(int status, String out, String err) {}

  @Test
  void whatFilesSayIsShownAndTheRestSaysThatItDoesNotRun() throws Exception {
    var call = call(new ShowCommand(), "all");

    assertThat(call.status()).isEqualTo(1);
    assertThat(call.out())
        .startsWith("The partition is not set up yet.")
        .contains("\nCONTAINER\n", "\nLIMITS\n", "\nDEVICES\n", "\nSOCKETS\n")
        .contains("MemoryMax", "qm.container:5", "the partition does not run")
        .contains("/dev/null", "qm.container:3")
        .doesNotContain("RESOURCES", "NAMESPACES", "SHARED-MEMORY");
  }

  @Test
  void aSectionOfNothingButProcessesSaysThatItDoesNotRun() throws Exception {
    var call = call(new ShowCommand(), "resources");

    assertThat(call.status()).isEqualTo(1);
    assertThat(call.out()).startsWith("The partition is not set up yet.").hasLineCount(1);
  }

  @Test
  void jsonIsOneObjectWithAFieldForEachSection() throws Exception {
    var call = call(new ShowCommand(), "all", "--json");

    assertThat(call.status()).isEqualTo(1);
    assertThat(fields(call.out()))
        .containsExactly(
            "running",
            "state",
            "container",
            "resources",
            "limits",
            "namespaces",
            "devices",
            "sockets",
            "sharedMemory");
    assertThat(call.out()).contains("\"resources\" : null", "\"running\" : false");
    assertThat(fields(call(new ShowCommand(), "limits", "--json").out()))
        .containsExactly("running", "state", "limits");
  }

  @ParameterizedTest
  @ValueSource(strings = {"unix-domain-sockets", "sockets"})
  void theFieldsWordsForSectionsAreUnderstood(String word) throws Exception {
    assertThat(fields(call(new QmctlShow(), word, "--json").out())).contains("sockets");
  }

  @Test
  void theFieldsToolShowsTheContainerUnlessTold() throws Exception {
    assertThat(fields(call(new QmctlShow(), "--json").out()))
        .containsExactly("running", "state", "container");
    assertThat(fields(call(new QmctlShow(), "available-devices", "--json").out()))
        .contains("devices");
  }

  @Test
  void verboseSaysWhichFilesAreRead() throws Exception {
    assertThat(call(new QmctlShow(), "-v", "container").err())
        .isEqualTo("reading: " + root + Layout.QUADLET + "\n");
  }

  @Test
  void aSectionThatDoesNotExistIsWrongUsage() {
    assertThatThrownBy(() -> call(new ShowCommand(), "everything"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("SECTION cannot be 'everything'");
  }

  @Test
  void aMachineWithoutAPartitionIsAnError(@TempDir Path empty) {
    root = empty;

    assertThatThrownBy(() -> call(new ShowCommand(), "resources"))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("there is no partition on this machine");
  }

  private Call call(Subcommand command, String... words) throws Exception {
    var all = new ArrayList<>(List.of(words));
    all.add("--root=" + root);
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var console = Console.of(out, err, Terminal.NONE);
    var outcome = (ArgumentParser.Outcome.Run) ArgumentParser.parse(command.spec(), all);
    var status = command.run(new Invocation(outcome.arguments(), console));
    console.flush();
    return new Call(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The names of the outermost object's fields; also holds the text to be JSON. */
  private static List<String> fields(String text) throws IOException {
    var names = new ArrayList<String>();
    try (var parser = new JsonFactory().createParser(text)) {
      var depth = 0;
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token.isStructStart()) {
          depth++;
        } else if (token.isStructEnd()) {
          depth--;
        } else if (depth == 1 && token == JsonToken.FIELD_NAME) {
          names.add(parser.currentName());
        }
      }
    }
    return names;
  }
}
