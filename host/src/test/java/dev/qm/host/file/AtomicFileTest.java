package dev.qm.host.file;

import static dev.qm.host.Refused.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.host.HostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  @Test
  void createsAndReplacesWithTheModeAsked() throws Exception {
    var file = folder.resolve("f");

    AtomicFile.write(file, "one", "0640");
    AtomicFile.write(file, "two", "rw-r--r--");

    assertThat(file).hasContent("two");
    assertThat(mode(file)).isEqualTo("rw-r--r--");
    assertThat(folder).isDirectoryContaining(file::equals);
    assertThat(names()).containsExactly("f");
  }

  @Test
  void everyBitOfAModeIsHonoured() {
    for (var bits = 0; bits <= 0777; bits++) {
      var octal = "0" + Integer.toOctalString(0x200 | bits).substring(1);
      var symbolic = PosixFilePermissions.toString(AtomicFile.permissions(octal));

      assertThat(AtomicFile.permissions(symbolic)).isEqualTo(AtomicFile.permissions(octal));
      assertThat(value(symbolic)).isEqualTo(bits);
    }
    assertThatThrownBy(() -> AtomicFile.permissions("4755"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesALinkAndLeavesWhatItPointsTo() throws Exception {
    var victim = Files.writeString(folder.resolve("victim"), "precious");
    var link = Files.createSymbolicLink(folder.resolve("link"), victim);

    var failure = failureOf(() -> AtomicFile.write(link, "bad", "0644"));

    assertThat(failure).hasMessageContaining("symbolic link");
    assertThat(victim).hasContent("precious");
    assertThat(link).isSymbolicLink();
  }

  @Test
  void refusesAFolderAndAMissingFolder() throws Exception {
    Files.createDirectory(folder.resolve("d"));

    assertThat(failureOf(() -> AtomicFile.write(folder.resolve("d"), "x", "0644")))
        .hasMessageContaining("folder");
    assertThat(failureOf(() -> AtomicFile.write(folder.resolve("no/f"), "x", "0644")))
        .hasMessageContaining("does not exist");
    assertThat(names()).containsExactly("d");
  }

  @Test
  void removesWhatAKilledWriterLeft() throws Exception {
    // no process has this id: the kernel's highest is 4194304
    Files.writeString(folder.resolve(".f.qm-new-4194305-1"), "half");
    var foreign = Files.writeString(folder.resolve(".f.qm-new-mine"), "not ours");

    AtomicFile.write(folder.resolve("f"), "whole", "0600");

    assertThat(names()).containsExactlyInAnyOrder("f", foreign.getFileName().toString());
  }

  private java.util.List<String> names() throws java.io.IOException {
    try (var entries = Files.list(folder)) {
      return entries.map(path -> path.getFileName().toString()).toList();
    }
  }

  private static String mode(Path file) throws java.io.IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static int value(String symbolic) {
    return Integer.parseInt(symbolic.replaceAll("[^-]", "1").replace('-', '0'), 2);
  }

  @Test
  void aReplacedFileKeepsItsModeOwnerAndGroup() throws Exception {
    var file = Files.writeString(folder.resolve("radio.container"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
    if (isRoot()) {
      Files.setAttribute(file, "unix:uid", 4711);
      Files.setAttribute(file, "unix:gid", 4712);
    }
    var before = Files.readAttributes(file, "unix:uid,gid,mode");

    AtomicFile.replace(file, "new".getBytes(StandardCharsets.UTF_8));

    assertThat(file).hasContent("new");
    assertThat(Files.readAttributes(file, "unix:uid,gid,mode")).isEqualTo(before);
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void onlyARegularFileThatIsThereIsReplaced() throws Exception {
    var file = Files.writeString(folder.resolve("file"), "old");
    var link = Files.createSymbolicLink(folder.resolve("link"), file);
    for (var other : List.of(link, folder, folder.resolve("missing"))) {
      assertThatThrownBy(() -> AtomicFile.replace(other, new byte[0]))
          .isInstanceOf(HostException.class)
          .hasMessageContaining(other.toString());
    }
    assertThat(file).hasContent("old");
  }

  private static boolean isRoot() throws Exception {
    return Files.getAttribute(Path.of("/proc/self/"), "unix:uid").equals(0);
  }
}
