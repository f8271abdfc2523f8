package dev.qm.cli.command.quadlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnifiedDiffTest {
  @TempDir Path folder;

  @Test
  void equalTextsHaveNoDifference() {
    assertThat(UnifiedDiff.of("a", "", "")).isEmpty();
    assertThat(UnifiedDiff.of("a", "x\ny", "x\ny")).isEmpty();
  }

  @Test
  void changesFarApartAreHunksOfTheirOwn() {
    var lines = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n";

    assertThat(UnifiedDiff.of("f", lines, lines.replace("2\n3", "2\nx\n3").replace("11\n", "")))
        .isEqualTo(
            """
            --- f
            +++ f
            @@ -1,5 +1,6 @@
             1
             2
            +x
             3
             4
             5
            @@ -8,5 +9,4 @@
             8
             9
             10
            -11
             12
            """);
  }

  @Test
  void rangesWithoutALineAreNamedByTheLineBefore() {
    assertThat(UnifiedDiff.of("f", "", "a\n")).contains("@@ -0,0 +1 @@\n+a\n");
    assertThat(UnifiedDiff.of("f", "a\n", "")).contains("@@ -1 +0,0 @@\n-a\n");
  }

  /** patch(1) itself makes the one of the other. */
  @Test
  void patchMakesTheSecondTextOfTheFirst() throws Exception {
    assumeTrue(runs("--version", ""), "no patch program on this machine");
    var random = new Random(7);
    for (var i = 0; i < 60; i++) {
      var before = new ArrayList<String>();
      for (var line = random.nextInt(40); line >= 0; line--) {
        before.add("k" + random.nextInt(6) + "\n");
      }
      var after = new ArrayList<>(before);
      for (var edit = 1 + random.nextInt(5); edit > 0; edit--) {
        if (random.nextBoolean() && !after.isEmpty()) {
          after.remove(random.nextInt(after.size()));
        } else {
          after.add(random.nextInt(after.size() + 1), "n" + random.nextInt(3) + "\n");
        }
      }
      var end = random.nextBoolean() ? "" : "last";
      patches(String.join("", before), String.join("", after) + end);
    }
  }

  private void patches(String before, String after) throws Exception {
    var file = Files.writeString(folder.resolve("f"), before);
    var diff = UnifiedDiff.of("f", before, after);
    if (diff.isEmpty()) {
      assertThat(after).isEqualTo(before);
      return;
    }
    assertThat(runs("--quiet", diff)).as(diff).isTrue();
    assertThat(Files.exists(file) ? Files.readString(file) : "").isEqualTo(after);
  }

  private boolean runs(String option, String input) throws IOException, InterruptedException {
    var diff = Files.writeString(folder.resolve("f.diff"), input);
    try {
      var process =
          new ProcessBuilder(List.of("patch", option, "f", diff.toString()))
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
      process.getOutputStream().close();
      return process.waitFor() == 0;
    } catch (IOException missing) {
      return false;
    }
  }
}
