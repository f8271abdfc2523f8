package dev.qm.quadlet.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qm.quadlet.generate.Quadlet;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletReader;
import dev.qm.quadlet.syntax.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Values of keys that Podman's generator hands on and {@code podman create} judges. {@code
 * values.txt} has its judgement; here it is compared with ours, and, where Podman is, with Podman's
 * own, asked with the words that the unit's service would run.
 */
class JudgedByPodmanTest {
  @TempDir Path scratch;

  /** One value of the list, and what Podman says to it. */
  private record Value(String type, String key, char sign, boolean judged, String text) {
    @Override
    public String toString() {
      return "[" + type + "] " + key + "=" + text;
    }

    String unit(String rootfs) {
      return switch (type) {
            case "container" -> "[Container]\nContainerName=judged\nRootfs=" + rootfs + "\n";
            case "network" -> "[Network]\nNetworkName=judged\n";
            case "pod" -> "[Pod]\n";
            case "build" -> "[Build]\nImageTag=localhost/a\nFile=/a\n";
            case "image" -> "[Image]\nImage=localhost/a\n";
            default -> throw new AssertionError(type);
          }
          + key
          + "="
          + text
          + "\n";
    }
  }

  @Test
  void aValueIsAnErrorExactlyIfPodmanRefusesIt() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (var value : values()) {
      var expected =
          switch (value.sign()) {
            case '+' -> List.of();
            case '-' -> List.of(Problem.Severity.ERROR);
            case '~' -> List.of(Problem.Severity.WARNING);
            default -> throw new AssertionError(value);
          };
      var problems = folder(value, "/srv/rootfs").check();
      if (!problems.stream().map(Problem::severity).toList().equals(expected)) {
        wrong.add(value + " is to be " + expected + ": " + problems);
      }
    }

    assertThat(wrong).isEmpty();
  }

  @Test
  void podmanJudgesAsItIsWrittenDown() throws IOException {
    var why = new StringBuilder();
    var podman = PodmanProgram.find(scratch.resolve("podman"), why);
    assumeTrue(podman.isPresent(), why::toString);
    List<String> wrong = new ArrayList<>();
    for (var value : values()) {
      if (!value.judged()) {
        continue;
      }
      var answer = podman.get().ask(command(value, podman.get().rootfs()));
      if (answer.taken() != (value.sign() != '-')) {
        wrong.add(value + ": " + answer);
      }
      if (answer.taken() && value.type().equals("network")) {
        podman.get().ask(List.of("network", "rm", "judged"));
      }
    }

    assertThat(wrong).isEmpty();
  }

  /** The words behind podman in the service, with create in place of run: nothing is to run. */
  private List<String> command(Value value, String rootfs) throws IOException {
    var reading = QuadletReader.read(List.of(folder(value, rootfs).path()));
    var service = Quadlet.generate(reading.units(), Settings.host()).services().getFirst();
    List<String> words = new ArrayList<>();
    for (var argument : service.arguments().getOrDefault("ExecStart", List.of()).getFirst()) {
      words.add(argument.word());
    }
    words.removeFirst();
    if (value.type().equals("container")) {
      words.set(0, "create");
      words.removeAll(List.of("-d", "--cgroups=split"));
      words.add("sh");
    }
    return words;
  }

  private UnitFolder folder(Value value, String rootfs) throws IOException {
    var folder = new UnitFolder(scratch.resolve("units"));
    for (var type : List.of("container", "network", "pod", "build", "image")) {
      Files.deleteIfExists(folder.path().resolve("judged." + type));
    }
    folder.write("judged." + value.type(), value.unit(rootfs));
    return folder;
  }

  private static List<Value> values() throws IOException {
    List<Value> values = new ArrayList<>();
    var type = "";
    var key = "";
    var judged = true;
    for (var line : read().lines().toList()) {
      if (line.startsWith("[")) {
        var end = line.indexOf(']');
        var words = line.substring(1, end).split(" ", -1);
        type = words[0];
        key = words[1];
        judged = !line.endsWith("unjudged");
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        values.add(new Value(type, key, line.charAt(0), judged, line.substring(2)));
      }
    }
    return values;
  }

  private static String read() throws IOException {
    try (var stream = JudgedByPodmanTest.class.getResourceAsStream("values.txt")) {
      if (stream == null) {
        throw new AssertionError("values.txt is missing");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
