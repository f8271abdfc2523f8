package dev.qm.host.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qm.host.HostException;
import dev.qm.host.Untrusted;
import dev.qm.host.process.Command;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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
    assertThat(tree.read("link/file", 10)).isInstanceOf(HostileTree.Found.Barred.class);
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
  void whatAKilledWriterLeftIsSwept() throws Exception {
    var victim = Files.writeString(outside.resolve("victim"), "mine\n");
    Files.writeString(top.resolve(".file.qm-new-0123456789abcdef"), "ha");
    Files.createSymbolicLink(top.resolve(".file.qm-new-fedcba9876543210"), victim);
    Files.writeString(top.resolve(".file2.qm-new-0123456789abcdef"), "another's");

    tree.write("file", TEXT, "0644");
    assertThat(names()).containsExactly(".file2.qm-new-0123456789abcdef", "file");
    Files.writeString(top.resolve(".file.qm-new-0123456789abcdef"), "ha");
    assertThat(tree.sweep("file")).isEmpty();
    Files.writeString(top.resolve(".file2.qm-new-0123456789abcdef"), "ha");
    assertThat(tree.delete("file2")).isEmpty();

    assertThat(victim).hasContent("mine\n");
    assertThat(names()).containsExactly("file");
  }

  @Test
  void plantedNamesAreInNobodysWay() throws Exception {
    // what earlier versions wrote under, and what looks like a draft of this one
    var planted =
        List.of(".file.qm-new", ".folder.qm-new", ".file.qm-new-0123456789abcdef", ".x.qm-new-1");
    for (var name : planted) {
      Files.createDirectories(top.resolve(name).resolve("not-empty"));
    }

    tree.write("file", TEXT, "0644");
    tree.makeFolder("folder");
    assertThat(top.resolve("file")).hasContent("text\n");
    assertThat(tree.sweep("file")).isEmpty();
    assertThat(tree.delete("file")).isEmpty();
    tree.deleteEmptyFolder("folder");

    assertThat(names()).containsExactlyInAnyOrderElementsOf(planted);
  }

  @Test
  void aLeftoverThatStaysIsNamedAndKeepsNothingBack() throws Exception {
    var leftover = Files.writeString(top.resolve(".file.qm-new-0123456789abcdef"), "ha");
    Files.write(top.resolve("file"), TEXT);
    assumeTrue(
        Command.find("chattr").isPresent()
            && Command.of("chattr", "+i", leftover.toString()).run().ok(),
        "skipped: no file can be made immutable here");
    try {
      assertThat(tree.delete("file")).containsExactly(leftover);
      assertThat(names()).containsExactly(leftover.getFileName().toString());
    } finally {
      Command.of("chattr", "-i", leftover.toString()).require();
    }
  }

  @Test
  void aLongNameHasRoomForItsDraft() throws Exception {
    for (var name : List.of("n".repeat(255), "\u00e4".repeat(127))) {
      assumeTrue(canHold(name), "skipped: the locale of the tests has no such letters");
      tree.write(name, TEXT, "0644");
      assertThat(top.resolve(name)).hasContent("text\n");
      tree.delete(name);
    }
    assertThat(top).isEmptyDirectory();
  }

  @Test
  @Timeout(value = 1, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void nobodyWaitsForANamedPipe() throws Exception {
    Command.of("mkfifo", top.resolve("pipe").toString()).require();

    assertThat(tree.read("pipe", 10)).isEqualTo(new HostileTree.Found.Odd("no regular file"));
    assertThat(tree.readLink("pipe")).isEmpty();
    assertThat(tree.read("pipe/x", 10))
        .isInstanceOfSatisfying(
            HostileTree.Found.Barred.class,
            bar -> assertThat(bar.why()).hasMessageContaining("is no folder"));
    assertThatThrownBy(() -> tree.isFolder("pipe")).hasMessageContaining("is no folder");
    assertThatThrownBy(() -> tree.list("pipe")).hasMessageContaining("is no folder");
    assertThatThrownBy(() -> tree.write("pipe/x", TEXT, "0644"))
        .hasMessageContaining("is no folder");
    assertThatThrownBy(() -> tree.makeFolder("pipe/x")).hasMessageContaining("is no folder");
    assertThatThrownBy(() -> tree.makeFolders("pipe/x")).hasMessageContaining("is no folder");
    assertThatThrownBy(() -> tree.delete("pipe/x")).hasMessageContaining("is no folder");
    assertThatThrownBy(() -> new HostileTree(top.resolve("pipe")).list("x"))
        .hasMessageContaining("is no folder");
    assertThatThrownBy(() -> ConfinedPath.readBounded(top, "pipe", 10))
        .hasMessageContaining("not a regular file");
    assertThatThrownBy(() -> FolderStreams.open(top.resolve("pipe")))
        .isInstanceOf(NotDirectoryException.class);
    try (var open = FolderStreams.open(top)) {
      assertThatThrownBy(() -> FolderStreams.open(open, Path.of("pipe")))
          .isInstanceOf(NotDirectoryException.class);
    }
    tree.write("pipe", TEXT, "0644");
    assertThat(top.resolve("pipe")).hasContent("text\n");
  }

  @Test
  void missingFoldersAreMadeAndTold() throws Exception {
    tree.makeFolder("a");

    assertThat(tree.makeFolders("a/b/c")).containsExactly("a/b", "a/b/c");
    assertThat(tree.makeFolders("a/b/c")).isEmpty();
    Files.createSymbolicLink(top.resolve("a/link"), outside);
    assertThatThrownBy(() -> tree.makeFolders("a/link/d"))
        .hasMessageContaining("a/link: is no folder");
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void linksAreMadeReplacedAndRead() throws Exception {
    tree.link("link", "../somewhere");
    assertThat(tree.readLink("link")).contains("../somewhere");
    tree.link("link", "/dev/null");
    assertThat(tree.readLink("link")).contains("/dev/null");
    assertThat(tree.readLink("none")).isEmpty();
    assertThat(tree.readLink("none/x")).isEmpty();
    assertThat(tree.exists("link")).isTrue();
    assertThat(tree.exists("none")).isFalse();
    tree.write("link", TEXT, "0644");
    assertThat(tree.readLink("link")).isEmpty();
    assertThat(tree.list("none")).isEmpty();
    tree.makeFolders("a/b");
    tree.link("a/c", "b");
    assertThat(tree.list("a")).containsExactly("b", "c");
    assertThat(names()).containsExactly("a", "link");
  }

  @Test
  void modesAreWhatWasAskedForWhateverTheUmask() throws Exception {
    for (var mode : List.of("0666", "0777", "0622", "0600", "0000", "0444")) {
      tree.write("file", TEXT, mode);
      assertThat(Files.getPosixFilePermissions(top.resolve("file")))
          .isEqualTo(AtomicFile.permissions(mode));
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

  private List<String> names() throws IOException {
    try (var entries = Files.list(top)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  private boolean canHold(String name) {
    try {
      return top.resolve(name).toString().endsWith(name);
    } catch (InvalidPathException no) {
      return false;
    }
  }
}
