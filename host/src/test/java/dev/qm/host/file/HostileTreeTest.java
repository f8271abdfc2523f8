package dev.qm.host.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.host.HostException;
import dev.qm.host.Untrusted;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileTreeTest {
  private static final byte[] TEXT = "text\n".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  private Path top;
  private Path outside;
  private HostileTree tree;

  @BeforeEach
  void aTree() throws Exception {
    top = Files.createDirectory(folder.resolve("tree"));
    outside = Files.createDirectory(folder.resolve("outside"));
    tree = new HostileTree(top);
  }

  @Test
  void filesAndFoldersComeAndGo() throws Exception {
    tree.makeFolder("a");
    tree.makeFolder("a/b");
    tree.write("a/b/file", TEXT, "0640");

    assertThat(top.resolve("a/b/file")).hasContent("text\n");
    assertThat(Files.getPosixFilePermissions(top.resolve("a/b/file")))
        .isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
    assertThat(Files.getPosixFilePermissions(top.resolve("a/b")))
        .isEqualTo(PosixFilePermissions.fromString("rwxr-xr-x"));
    assertThat(tree.read("a/b/file", 100))
        .isEqualTo(new HostileTree.Found.Content(Untrusted.of(TEXT)));
    assertThat(tree.isFolder("a/b")).isTrue();

    tree.deleteEmptyFolder("a/b");
    assertThat(tree.isFolder("a/b")).as("not empty").isTrue();
    tree.delete("a/b/file");
    tree.delete("a/b/file");
    tree.deleteEmptyFolder("a/b");
    tree.deleteEmptyFolder("a");
    tree.deleteEmptyFolder("a");
    assertThat(top).isEmptyDirectory();
  }

  @Test
  void whatIsNotThereIsNothing() throws Exception {
    assertThat(tree.read("a/b", 10)).isEqualTo(new HostileTree.Found.Nothing());
    assertThat(tree.isFolder("a")).isFalse();
    assertThatThrownBy(() -> tree.write("a/b", TEXT, "0644")).isInstanceOf(HostException.class);
    assertThatThrownBy(() -> tree.makeFolder("a/b")).isInstanceOf(HostException.class);
    assertThat(top).isEmptyDirectory();
  }

  @Test
  void linksLeadNowhere() throws Exception {
    Files.createSymbolicLink(top.resolve("link"), outside);
    Files.write(outside.resolve("file"), TEXT);

    assertThatThrownBy(() -> tree.write("link/new", TEXT, "0644"))
        .hasMessageContaining("links are not followed");
    assertThatThrownBy(() -> tree.makeFolder("link/new")).isInstanceOf(HostException.class);
    assertThatThrownBy(() -> tree.delete("link/file")).isInstanceOf(HostException.class);
    assertThatThrownBy(() -> tree.read("link/file", 10)).isInstanceOf(HostException.class);
    assertThatThrownBy(() -> tree.isFolder("link")).isInstanceOf(HostException.class);
    assertThatThrownBy(() -> tree.makeFolder("link")).isInstanceOf(HostException.class);
    assertThat(outside).isDirectoryContaining(path -> path.endsWith("file"));
    assertThat(outside.resolve("new")).doesNotExist();
  }

  @Test
  void aLinkInPlaceOfTheFileIsReplacedOrRemovedItself() throws Exception {
    var victim = Files.writeString(outside.resolve("victim"), "mine\n");
    var link = top.resolve("file");
    Files.createSymbolicLink(link, victim);
    assertThat(tree.read("file", 10)).isEqualTo(new HostileTree.Found.Odd("a symbolic link"));

    tree.write("file", TEXT, "0644");
    assertThat(link).isRegularFile().hasContent("text\n");
    Files.delete(link);
    Files.createSymbolicLink(link, victim);
    tree.delete("file");

    assertThat(victim).hasContent("mine\n");
    assertThat(top).isEmptyDirectory();
  }

  @Test
  void whatAKilledWriterLeftIsTakenOverOrSwept() throws Exception {
    var victim = Files.writeString(outside.resolve("victim"), "mine\n");
    Files.createSymbolicLink(top.resolve(".file.qm-new"), victim);
    Files.createDirectory(top.resolve(".folder.qm-new"));

    tree.write("file", TEXT, "0644");
    tree.makeFolder("folder");
    Files.createSymbolicLink(top.resolve(".file.qm-new"), victim);
    tree.sweep("file");

    assertThat(victim).hasContent("mine\n");
    try (var entries = Files.list(top)) {
      assertThat(entries).containsExactlyInAnyOrder(top.resolve("file"), top.resolve("folder"));
    }
  }

  @Test
  void aFileInPlaceOfAFolderIsNamed() throws Exception {
    Files.write(top.resolve("file"), TEXT);

    assertThatThrownBy(() -> tree.write("file/x", TEXT, "0644"))
        .hasMessageContaining(top.resolve("file") + ": is no folder");
    assertThatThrownBy(() -> tree.makeFolder("file")).isInstanceOf(HostException.class);
    assertThat(tree.read("file", 3)).isInstanceOf(HostileTree.Found.Odd.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "..", "a/../../x", "./x"})
  void aPathThatLeadsOutIsAMistakeOfTheCaller(String path) {
    assertThatThrownBy(() -> tree.isFolder(path)).isInstanceOf(IllegalArgumentException.class);
  }
}
