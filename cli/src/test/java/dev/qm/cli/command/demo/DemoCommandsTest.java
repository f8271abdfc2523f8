package dev.qm.cli.command.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.core.JsonFactory;
import dev.qm.cli.frame.CommandGroup;
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

class DemoCommandsTest {
  private static final Path TREE = Path.of(System.getProperty("qm.tree"));

  @TempDir Path root;

  @BeforeEach
  void aMachine() {
    System.setProperty("qm.system", TREE.resolve("system").toString());
  }

  @AfterEach
  void clean() {
    System.clearProperty("qm.system");
  }

  @Test
  void everyFolderOfADemoIsACommandWithItsOwnHelp() {
    CommandGroup demos = new DemoCommands();

    assertThat(demos.names()).contains("rear-camera", "sound", "ros2", "kvm", "kvm-small");
    for (var name : demos.names()) {
      var spec = ((Subcommand) demos.find(name).orElseThrow()).spec();
      assertThat(spec.name()).isEqualTo("demo " + name);
      assertThat(spec.summary()).isNotBlank();
    }
    assertThat(demos.find("..")).isEmpty();
  }

  @Test
  void theListTellsWhichDemosAreInThePartition() throws Exception {
    var records = Files.createDirectories(root.resolve("var/lib/qm/demos"));
    Files.writeString(records.resolve("sound"), "# nothing\n");

    assertThat(call("list", "--root=" + root))
        .containsPattern("(?m)^rear-camera +no +/dev/video\\* +a picture from a camera")
        .containsPattern("(?m)^sound +yes +/dev/snd/controlC\\*");
    var json = call("list", "--json", "--root=" + root);
    try (var parser = new JsonFactory().createParser(json)) {
      while (parser.nextToken() != null) {}
    }
    assertThat(json.replaceAll("\\s+", " "))
        .contains(
            "\"name\" : \"sound\", \"installed\" : true, \"device\" : \"/dev/snd/controlC*\"");
  }

  @Test
  void withoutAPartitionThereIsNothingToSee() throws Exception {
    assumeRoot();
    for (var words :
        List.of(List.of("ros2"), List.of("ros2", "--dry-run"), List.of("remove", "ros2"))) {
      var all = new ArrayList<>(words.subList(1, words.size()));
      all.add("--root=" + root);
      assertThatThrownBy(() -> call(words.getFirst(), all.toArray(String[]::new)))
          .isInstanceOf(HostException.class)
          .hasMessageContaining("there is no partition on this machine");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ros2 --image ./no-such-file",
        "ros2 --image no/such//image",
        "ros2 --image vm=localhost/mine",
        "ros2 --image tools=",
        "ros2 --device /dev/video0",
        "image no-such-image",
        "image ../guest",
        "image kvm",
        "image",
        "remove"
      })
  void whatMakesNoSenseIsWrongUsage(String line) {
    var words = List.of(line.split(" ", -1));
    assertThatThrownBy(
            () -> call(words.getFirst(), words.subList(1, words.size()).toArray(String[]::new)))
        .isInstanceOf(UsageException.class);
  }

  private static void assumeRoot() throws Exception {
    assumeThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
        .as("it needs root")
        .isEqualTo(0);
  }

  private static String call(String command, String... words) throws Exception {
    var out = new ByteArrayOutputStream();
    var console = Console.of(out, new ByteArrayOutputStream(), Terminal.NONE);
    var subcommand = (Subcommand) new DemoCommands().find(command).orElseThrow();
    var outcome = ArgumentParser.parse(subcommand.spec(), List.of(words));
    subcommand.run(new Invocation(((ArgumentParser.Outcome.Run) outcome).arguments(), console));
    console.flush();
    return out.toString(StandardCharsets.UTF_8);
  }
}
