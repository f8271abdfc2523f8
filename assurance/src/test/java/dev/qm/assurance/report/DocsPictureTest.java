package dev.qm.assurance.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The picture in docs/verify.md is one that a report has. */
class DocsPictureTest {
  private static final Path TREE = Path.of(System.getProperty("qm.tree"));
  private static final Path PICTURE = TREE.resolve("docs/verify-system.svg");

  @TempDir Path folder;

  @Test
  void thePictureIsThatOfTheSampleReport() throws Exception {
    var view = Samples.view(folder);
    var drawn = SystemSvg.of(SystemPicture.of(view, Samples.ASIL_UNITS), Samples.report(view));
    var made = Files.createDirectories(TREE.resolve("build")).resolve("verify-system.svg");
    Files.writeString(made, drawn);

    assertThat(Files.readString(PICTURE))
        .as("where it is meant to change: cp build/verify-system.svg docs/")
        .isEqualTo(drawn);
    assertThat(drawn).doesNotContain(folder.toString());
  }
}
