package dev.qm.quadlet.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.Folders;
import dev.qm.quadlet.read.QuadletReader;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Trees of units with the services that they become, kept in {@code golden/TREE/expected}. What is
 * expected is what Podman's own generator wrote, which the second test holds it to.
 */
class GoldenTest {
  private static Path tree(String name) throws URISyntaxException {
    var golden = GoldenTest.class.getResource("golden/" + name);
    assertThat(golden).as(name).isNotNull();
    return Path.of(golden.toURI());
  }

  private static String expected(String name) throws Exception {
    var texts = new TreeMap<String, String>();
    try (var files = Files.newDirectoryStream(tree(name).resolve("expected"))) {
      for (var file : files) {
        texts.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    var all = new StringBuilder();
    texts.forEach((file, text) -> all.append("---").append(file).append("---\n").append(text));
    return all.toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"every-key", "qm", "references"})
  void unitsBecomeTheServicesThatAreKeptBesideThem(String name) throws Exception {
    var root = tree(name);
    var reading = QuadletReader.read(root, Folders.system(root));

    var generation = Quadlet.generate(reading.units(), Settings.rooted(root));

    assertThat(reading.problems()).isEmpty();
    assertThat(generation.isClean()).isTrue();
    var services = new TreeMap<String, String>();
    generation.services().forEach(made -> services.put(made.name(), made.unit().text()));
    var all = new StringBuilder();
    services.forEach((file, text) -> all.append("---").append(file).append("---\n").append(text));
    assertThat(all).hasToString(expected(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"every-key", "qm", "references"})
  void podmanMakesTheSameOfThem(String name) throws Exception {
    var podman = PodmanGenerator.find();
    assumeTrue(podman.isPresent(), PodmanGenerator::tried);
    var root = tree(name);

    var output = podman.get().dryRun(present(Folders.system(root)), Settings.Scope.SYSTEM);

    var theirs = output.text().replace(root.toString(), "");
    assertThat(ServiceTexts.ofDryRun(theirs)).isEqualTo(ServiceTexts.ofDryRun(expected(name)));
  }

  private static List<Path> present(List<Path> folders) throws IOException {
    return folders.stream().filter(Files::exists).toList();
  }
}
