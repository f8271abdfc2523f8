package dev.qm.quadlet.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qm.quadlet.generate.PodmanGenerator;
import dev.qm.quadlet.machine.PodmanVersion;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.syntax.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Units as people write them, {@code shapes.txt}: a linter that finds an error in one is wrong. */
class RealShapesTest {
  private static final String HEADER = "### ";

  @TempDir Path scratch;

  /** One folder of units that are used together. */
  private record Project(String name, Map<String, String> files) {}

  @Test
  void noErrorIsFoundInUnitsThatAreRight() throws IOException {
    var units = 0;
    List<Problem> errors = new ArrayList<>();
    for (var project : projects()) {
      var folder = folder(project);
      units += project.files().size();
      errors.addAll(folder.errors());
      // whatever is there of the files that they name
      var bare = folder.check(Settings.host().withFiles(file -> false));
      errors.addAll(UnitFolder.of(Problem.Severity.ERROR, bare));
    }

    assertThat(errors).isEmpty();
    assertThat(units).isGreaterThanOrEqualTo(200);
  }

  @Test
  void noErrorIsFoundForTheNextPodmanEitherButForWhatItGaveUp() throws IOException {
    var next = Settings.host().withFiles(file -> true).withVersion(PodmanVersion.V6_0);
    for (var project : projects()) {
      assertThat(UnitFolder.of(Problem.Severity.ERROR, folder(project).check(next)))
          .extracting(Problem::message)
          .allSatisfy(message -> assertThat(message).contains("slirp4netns"));
    }
  }

  @Test
  void podmanMakesServicesOfAllOfThem() throws IOException {
    var podman = PodmanGenerator.find();
    assumeTrue(podman.isPresent(), PodmanGenerator::tried);
    for (var project : projects()) {
      var output = podman.get().dryRun(List.of(folder(project).path()), Settings.Scope.SYSTEM);

      assertThat(output.exit()).as("%s: %s", project.name(), output.log()).isZero();
    }
  }

  private UnitFolder folder(Project project) throws IOException {
    var folder = new UnitFolder(scratch.resolve(project.name()));
    for (var file : project.files().entrySet()) {
      folder.write(file.getKey(), file.getValue());
    }
    return folder;
  }

  private static List<Project> projects() throws IOException {
    Map<String, Project> projects = new LinkedHashMap<>();
    for (var section : ("\n" + read()).split("\n" + HEADER, -1)) {
      var end = section.indexOf('\n');
      var slash = section.indexOf('/');
      if (end < 0 || slash < 0 || slash > end) {
        continue;
      }
      var files =
          projects
              .computeIfAbsent(
                  section.substring(0, slash), name -> new Project(name, new LinkedHashMap<>()))
              .files();
      files.putAll(variants(section.substring(slash + 1, end), section.substring(end + 1)));
    }
    return List.copyOf(projects.values());
  }

  /** The unit, or one of it for each of the values between {{@code {a;;b}}}. */
  private static Map<String, String> variants(String name, String text) {
    var open = text.indexOf("{");
    while (open >= 0 && (text.indexOf(";;", open) < 0 || text.charAt(open - 1) == '$')) {
      open = text.indexOf("{", open + 1);
    }
    if (open < 0) {
      return Map.of(name, text);
    }
    var close = text.indexOf("}\n", open);
    var values = text.substring(open + 1, close).split(";;", -1);
    var dot = name.lastIndexOf('.');
    Map<String, String> variants = new LinkedHashMap<>();
    for (var i = 0; i < values.length; i++) {
      variants.put(
          name.substring(0, dot) + "-" + (i + 1) + name.substring(dot),
          (text.substring(0, open) + values[i] + text.substring(close + 1))
              .replace("{#}", Integer.toString(i + 1)));
    }
    return variants;
  }

  private static String read() throws IOException {
    try (var stream = RealShapesTest.class.getResourceAsStream("shapes.txt")) {
      if (stream == null) {
        throw new AssertionError("shapes.txt is missing");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
