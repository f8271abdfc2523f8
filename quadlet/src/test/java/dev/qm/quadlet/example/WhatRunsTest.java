package dev.qm.quadlet.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the documentation, as it is compiled here. */
class WhatRunsTest {
  private static final Path EXAMPLE = Path.of("src/test/java/dev/qm/quadlet/example/WhatRuns.java");
  private static final Path DOCUMENTATION = Path.of("../docs/quadlet.md");

  @TempDir Path root;

  @Test
  void namesTheMistakeAndTheLineBehindEachWord() throws IOException {
    var folder = Files.createDirectories(root.resolve("etc/containers/systemd"));
    var radio = folder.resolve("radio.container");
    Files.writeString(radio, "[Container]\nImage=quay.io/car/radio:1\nPodmanArgs=--cpus 2\n");
    var typo = folder.resolve("typo.container");
    Files.writeString(typo, "[Container]\nImage=quay.io/car/typo:1\nVolumes=/a:/a\n");

    assertThat(WhatRuns.on(root))
        .contains(
            "radio.service: quay.io/car/radio:1 comes from " + radio + ":2",
            "radio.service: --cpus comes from " + radio + ":3")
        .anyMatch(line -> line.startsWith(typo + ":3:1: error: unknown key 'Volumes'"));
  }

  @Test
  void isQuotedAsItIs() throws IOException {
    var source = Files.readString(EXAMPLE);

    assertThat(DOCUMENTATION)
        .content()
        .contains("```java\n" + source.substring(source.indexOf("import ")) + "```\n");
  }

  @Test
  void namesOnlyWhatTheModuleExports() throws IOException {
    var module = Files.readString(Path.of("src/main/java/module-info.java"));
    for (var line : Files.readAllLines(EXAMPLE)) {
      if (line.startsWith("import dev.qm.")) {
        var room = line.substring("import ".length(), line.lastIndexOf('.'));
        assertThat(module).contains("exports " + room + ";");
      }
    }
  }
}
