package dev.qm.host.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkFreeTest {
  @TempDir Path folder;
  private Path tree;

  @BeforeEach
  void aMachineThatCan() throws Exception {
    tree = Files.createDirectory(folder.resolve("tree"));
    assumeTrue(
        Command.of("unshare", "--mount", "true").run().ok(),
        "skipped: this process may not make a mount namespace");
  }

  @Test
  void aProgramThatGoesByPathFollowsNoLinkOfTheTree() throws Exception {
    var outside = Files.createDirectory(folder.resolve("outside"));
    var file = Files.writeString(outside.resolve("file"), "of the host");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Files.createSymbolicLink(tree.resolve("link"), outside);
    var own = Files.writeString(tree.resolve("own"), "");

    for (var target : List.of(tree.resolve("link/file"), own)) {
      LinkFree.command(List.of(tree), List.of("chmod", "0640", target.toString())).run();
    }

    assertThat(mode(file)).isEqualTo("rw-------");
    assertThat(mode(own)).isEqualTo("rw-r-----");
    // outside of the namespace nothing is mounted
    assertThat(tree.resolve("link/file")).hasContent("of the host");
  }

  @Test
  void whatIsMountedBelowIsThereAndAsFreeOfLinks() throws Exception {
    var mount = Files.createDirectory(tree.resolve("mount"));
    var disk = Files.createDirectory(folder.resolve("disk"));
    Files.writeString(disk.resolve("own"), "on the disk");
    Files.createSymbolicLink(disk.resolve("link"), Path.of("/etc"));
    assumeTrue(
        Command.of("mount", "--bind", disk.toString(), mount.toString()).run().ok(),
        "skipped: this process may not mount");
    try {
      var read = List.of("cat", mount + "/own", mount + "/link/passwd");
      var outcome = LinkFree.command(List.of(tree), read).run();

      assertThat(outcome.output()).isEqualTo("on the disk");
      assertThat(outcome.ok()).isFalse();
    } finally {
      Mounts.unmount(mount);
      // JUnit would warn of a link that leads out of its folder
      Files.delete(disk.resolve("link"));
    }
  }

  private static String mode(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
