package dev.qm.quadlet.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletReader;
import dev.qm.quadlet.syntax.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whenever Podman's own generator refuses something or warns, so does this one. {@code
 * occasions.txt} lists when.
 */
class PodmanOccasionsTest {
  private static final String LIST = "/dev/qm/quadlet/generate/occasions.txt";
  private static final String OCCASION = "occasion: ";

  @TempDir Path folder;

  /** What Podman does. */
  enum Answer {
    REFUSED,
    WARNED
  }

  /**
   * An occasion.
   *
   * @param rule the rule that has a finding on it here
   * @param files the text of each file by its name
   */
  record Occasion(Answer answer, String rule, String what, Map<String, String> files) {
    @Override
    public String toString() {
      return what;
    }
  }

  static List<Occasion> occasions() throws IOException {
    try (var stream = PodmanOccasionsTest.class.getResourceAsStream(LIST)) {
      var occasions = new ArrayList<Occasion>();
      var file = "";
      for (var line : new String(stream.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (line.startsWith(OCCASION)) {
          var bar = line.indexOf(" | ");
          var words = line.substring(OCCASION.length(), bar).split(" ", -1);
          occasions.add(
              new Occasion(
                  words[0].equals("refused") ? Answer.REFUSED : Answer.WARNED,
                  words[1],
                  line.substring(bar + 3),
                  new LinkedHashMap<>()));
        } else if (line.startsWith("== ")) {
          file = line.substring(3);
          occasions.getLast().files().put(file, "");
        } else if (!occasions.isEmpty() && !line.isEmpty()) {
          occasions.getLast().files().merge(file, line + "\n", String::concat);
        }
      }
      return occasions;
    }
  }

  @ParameterizedTest
  @MethodSource("occasions")
  void thereIsAFindingHere(Occasion occasion) throws IOException {
    write(occasion);

    var reading = QuadletReader.readNamed(Path.of("/"), List.of(folder));
    var generation = Quadlet.generate(reading.units(), Settings.host());

    var problems = new ArrayList<Problem>(reading.problems());
    problems.addAll(generation.problems());
    var ofRule = problems.stream().filter(p -> p.rule().equals(occasion.rule())).toList();
    assertThat(ofRule).as("%s", problems).isNotEmpty();
    assertThat(ofRule).allSatisfy(problem -> assertThat(problem.mend()).isNotEmpty());
    var isClean = generation.isClean() && reading.problems().isEmpty();
    assertThat(isClean).isEqualTo(occasion.answer() == Answer.WARNED);
  }

  @ParameterizedTest
  @MethodSource("occasions")
  void itIsOneOfPodmans(Occasion occasion) throws IOException {
    var podman = PodmanGenerator.find();
    assumeTrue(podman.isPresent(), PodmanGenerator::tried);
    write(occasion);

    var output = podman.orElseThrow().dryRun(List.of(folder.toRealPath()), Settings.Scope.SYSTEM);

    assertThat(output.exit())
        .as(output.log())
        .isEqualTo(
            switch (occasion.answer()) {
              case REFUSED -> 1;
              case WARNED -> 0;
            });
    assertThat(complaints(output.log())).isNotEmpty();
  }

  @Test
  void unitsThatPodmanHasNothingToSayOfAreNothingHereEither() throws IOException {
    var podman = PodmanGenerator.find();
    assumeTrue(podman.isPresent(), PodmanGenerator::tried);
    Files.writeString(folder.resolve("a.container"), "[Container]\nImage=q.io/a\nExec=a 'b c'\n");

    var output = podman.orElseThrow().dryRun(List.of(folder.toRealPath()), Settings.Scope.SYSTEM);
    var reading = QuadletReader.readNamed(Path.of("/"), List.of(folder));

    assertThat(complaints(output.log())).isEmpty();
    assertThat(Quadlet.generate(reading.units(), Settings.host()).problems()).isEmpty();
  }

  /** What Podman's log says beside the names of the files that are read. */
  private static List<String> complaints(String log) {
    return log.lines().filter(line -> !line.contains(": Loading source ")).toList();
  }

  private void write(Occasion occasion) throws IOException {
    for (var file : occasion.files().entrySet()) {
      var path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      var text = file.getValue();
      if (text.startsWith("-> ")) {
        Files.createSymbolicLink(path, Path.of(text.substring(3).strip()));
      } else if (text.equals("folder\n")) {
        Files.createDirectory(path);
      } else {
        Files.writeString(path, text);
      }
    }
  }
}
