package dev.qm.packaging.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example in docs/add-ons.md is this code, and it works. */
class RadioPackagesTest {
  private static final Path TREE = Path.of(System.getProperty("qm.tree"));

  @Test
  void theExampleMakesAnRpmAndADeb(@TempDir Path folder) throws Exception {
    RadioPackages.write(folder);

    assertThat(folder.toFile().list())
        .containsExactlyInAnyOrder(
            "radio-settings-1.0.0-1.noarch.rpm", "radio-settings_1.0.0_all.deb");
  }

  @Test
  void theDocumentationQuotesWhatIsCompiled() throws Exception {
    var source =
        Files.readString(
            TREE.resolve("packaging/src/test/java/dev/qm/packaging/example/RadioPackages.java"));

    assertThat(Files.readString(TREE.resolve("docs/add-ons.md")))
        .contains("```java\n" + source.substring(source.indexOf("import ")) + "```\n");
  }
}
