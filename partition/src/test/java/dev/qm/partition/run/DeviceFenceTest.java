package dev.qm.partition.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceFenceTest {
  @TempDir private Path work;

  @Test
  void aNodeIsOpenedByItsNumbers() throws Exception {
    assertThat(DeviceFence.rules(Path.of("/dev/null"))).containsExactly("c 1:3 rwm");
  }

  @Test
  void aLinkIsOpenedAsWhatItPointsTo() throws Exception {
    var link = Files.createSymbolicLink(work.resolve("rear"), Path.of("/dev/zero"));

    assertThat(DeviceFence.rules(link)).containsExactly("c 1:5 rwm");
  }

  @Test
  void aFolderIsOpenedNodeByNode() throws Exception {
    assumeThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
        .as("only root makes device nodes")
        .isEqualTo(0);
    var cards = Files.createDirectories(work.resolve("snd"));
    Files.createDirectory(cards.resolve("by-path"));
    Files.createSymbolicLink(cards.resolve("by-path/card"), Path.of("../controlC0"));
    Files.createFile(cards.resolve("notes"));
    node(cards.resolve("controlC0"), "116", "0");
    node(cards.resolve("timer"), "116", "300");

    assertThat(DeviceFence.rules(cards)).containsExactlyInAnyOrder("c 116:0 rwm", "c 116:300 rwm");
  }

  @Test
  void whatIsNotThereOrNoDeviceOpensNothing() throws Exception {
    assertThat(DeviceFence.rules(work.resolve("none"))).isEmpty();
    assertThat(DeviceFence.rules(work)).isEmpty();
    assertThat(DeviceFence.rules(Files.createFile(work.resolve("file")))).isEmpty();
  }

  private static void node(Path path, String major, String minor) throws Exception {
    var made = new ProcessBuilder("mknod", path.toString(), "c", major, minor).inheritIO().start();
    assertThat(made.waitFor()).isZero();
  }
}
