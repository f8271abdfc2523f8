package dev.qm.quadlet.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.quadlet.syntax.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemdReaderTest {
  @TempDir Path root;

  private Path write(String path, String text) throws IOException {
    var file = root.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private Path link(String path, String target) throws IOException {
    var link = root.resolve(path);
    Files.createDirectories(link.getParent());
    return Files.createSymbolicLink(link, Path.of(target));
  }

  private List<String> labels(String name) throws IOException {
    return SystemdReader.read(root, name).orElseThrow().unit().values("Unit", "X").stream()
        .map(Entry::value)
        .toList();
  }

  @Test
  void theEarlierFolderCountsAndTheOneReadingIsTheSameAsThatOfAll() throws IOException {
    for (var folder : SystemdReader.FOLDERS.reversed()) {
      write(folder.substring(1) + "/a.socket", "[Unit]\nX=" + folder + "\n");

      assertThat(labels("a.socket")).containsExactly(folder);
      assertThat(SystemdReader.readAll(root, ".socket"))
          .singleElement()
          .satisfies(unit ->
              assertThat(unit.unit().text())
                  .isEqualTo(SystemdReader.read(root, "a.socket").orElseThrow().unit().text()));
    }
  }

  @Test
  void dropInsOfAllFoldersAreMergedTheNearerOfOneNameFirst() throws IOException {
    write("usr/lib/systemd/system/a-b.socket", "[Unit]\nX=unit\n");
    write("usr/lib/systemd/system/a-b.socket.d/10.conf", "[Unit]\nX=usr 10\n");
    write("usr/lib/systemd/system/a-b.socket.d/20.conf", "[Unit]\nX=usr 20\n");
    write("etc/systemd/system/a-.socket.d/20.conf", "[Unit]\nX=etc prefix 20\n");
    write("run/systemd/system/socket.d/05.conf", "[Unit]\nX=type 05\n");
    write("etc/systemd/system/socket.d/10.conf", "[Unit]\nX=type 10\n");
    write("etc/systemd/system/a-b.socket.d/30.conf", "[Unit]\nX=etc 30\n");
    link("etc/systemd/system/a-b.socket.d/40.conf", "/opt/elsewhere");
    write("opt/elsewhere", "[Unit]\nX=linked 40\n");
    write("etc/systemd/system/a-b.socket.d/notes.txt", "[Unit]\nX=no\n");

    assertThat(labels("a-b.socket"))
        .containsExactly("unit", "type 05", "usr 10", "etc prefix 20", "etc 30", "linked 40");
  }

  @Test
  void aMaskHidesAUnitAndADropIn() throws IOException {
    write("usr/lib/systemd/system/a.socket", "[Unit]\nX=a\n");
    write("usr/lib/systemd/system/b.socket", "[Unit]\nX=b\n");
    write("usr/lib/systemd/system/c.socket", "[Unit]\nX=c\n");
    write("usr/lib/systemd/system/c.socket.d/10.conf", "[Unit]\nX=10\n");
    link("etc/systemd/system/a.socket", "/dev/null");
    write("etc/systemd/system/b.socket", "");
    link("etc/systemd/system/c.socket.d/10.conf", "/dev/null");

    assertThat(SystemdReader.read(root, "a.socket")).isEmpty();
    assertThat(SystemdReader.read(root, "b.socket")).isEmpty();
    assertThat(labels("c.socket")).containsExactly("c");
    assertThat(SystemdReader.readAll(root, ".socket"))
        .extracting(SystemdUnit::name)
        .containsExactly("c.socket");
  }

  @Test
  void anAliasIsNoUnitByItselfAndNoLinkLeadsOut() throws IOException {
    write("usr/lib/systemd/system/a.socket", "[Unit]\nX=a\n");
    link("etc/systemd/system/alias.socket", "/usr/lib/systemd/system/a.socket");
    link("etc/systemd/system/linked.socket", "/opt/linked.socket");
    write("opt/linked.socket", "[Unit]\nX=inside\n");
    link("etc/systemd/system/passwd", "/etc/passwd");
    link("lib", "usr/lib");

    assertThat(SystemdReader.readAll(root, ".socket"))
        .extracting(SystemdUnit::name)
        .containsExactly("a.socket", "linked.socket");
    assertThat(labels("linked.socket")).containsExactly("inside");
    for (var name :
        List.of("alias.socket", "passwd", "../system/a.socket", "", ".", "..", "a\0b")) {
      assertThat(SystemdReader.read(root, name)).as(name).isEmpty();
    }
  }

  @Test
  void linesThatAreNoneAreProblemsAndWhatCannotBeReadIsAFailure() throws IOException {
    write("etc/systemd/system/a.socket", "[Unit]\nX=a\nwhat\n");
    write("etc/systemd/system/large.socket", "#".repeat(QuadletReader.MOST_BYTES + 1));

    assertThat(SystemdReader.read(root, "a.socket").orElseThrow().problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.origin().line()).isEqualTo(3));
    assertThatThrownBy(() -> SystemdReader.read(root, "large.socket"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("large.socket: cannot be read: larger than");
  }
}
