package dev.qm.quadlet.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.UnitFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  void aSliceNeedsNoFileToHaveDropIns() throws IOException {
    write("etc/systemd/system/a.slice", "[Slice]\nX=unit\n");
    write("etc/systemd/system/system.slice.d/10.conf", "[Slice]\nX=10\n");
    write("etc/systemd/system/system.slice.d/20.conf", "[Slice]\nX=20\n");
    write("etc/systemd/system/hidden.slice.d/10.conf", "[Slice]\nX=10\n");
    link("etc/systemd/system/hidden.slice", "/dev/null");

    var slices =
        SystemdReader.readSlices(root, Set.of("system.slice", "hidden.slice", "none.slice"));

    assertThat(slices).extracting(SystemdUnit::name).containsExactly("a.slice", "system.slice");
    assertThat(slices.getLast().unit().values("Slice", "X"))
        .extracting(Entry::value)
        .containsExactly("10", "20");
    assertThat(slices.getLast().dropIns()).hasSize(2);
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
  void dropInsOfAnAliasAreTheUnitsToo() throws IOException {
    write("usr/lib/systemd/system/a.socket", "[Unit]\nX=a\n");
    link("etc/systemd/system/alias.socket", "/usr/lib/systemd/system/a.socket");
    link("etc/systemd/system/second.socket", "alias.socket");
    link("etc/systemd/system/linked.socket", "/opt/a.socket");
    write("etc/systemd/system/alias.socket.d/10.conf", "[Unit]\nX=alias\n");
    write("run/systemd/system/second.socket.d/20.conf", "[Unit]\nX=second\n");
    write("etc/systemd/system/linked.socket.d/30.conf", "[Unit]\nX=another unit's\n");
    write("usr/lib/systemd/system/a.socket.d/10.conf", "[Unit]\nX=own\n");

    assertThat(labels("a.socket")).containsExactly("a", "own", "second");
  }

  @Test
  void aDropInWhoseNameBeginsWithADotDoesNotCount() throws IOException {
    write("usr/lib/systemd/system/a.socket", "[Unit]\nX=a\n");
    write("etc/systemd/system/a.socket.d/.10.conf", "[Unit]\nX=hidden\n");

    assertThat(labels("a.socket")).containsExactly("a");
  }

  /** The values of X that lie over a generated unit. */
  private List<String> over(String name, String... aliases) {
    return SystemdReader.overGenerated(root, name, Set.of(aliases)).dropIns().stream()
        .flatMap(dropIn -> dropIn.values("Service", "X").stream())
        .map(Entry::value)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "etc/systemd/system.control",
        "run/systemd/system.control",
        "run/systemd/transient",
        "run/systemd/generator.early",
        "etc/systemd/system",
        "etc/systemd/system.attached",
        "run/systemd/system",
        "run/systemd/system.attached",
        "run/systemd/generator",
        "usr/local/lib/systemd/system",
        "usr/lib/systemd/system",
        "lib/systemd/system",
        "run/systemd/generator.late"
      })
  void whateverFolderADropInOfAGeneratedServiceIsInItIsRead(String folder) throws IOException {
    write(folder + "/qm.service.d/10.conf", "[Service]\nX=own\n");
    write(folder + "/service.d/20.conf", "[Service]\nX=type\n");
    write(folder + "/alias.service.d/30.conf", "[Service]\nX=alias\n");

    assertThat(over("qm.service")).containsExactly("own", "type");
    assertThat(over("qm.service", "alias.service")).containsExactly("own", "type", "alias");
  }

  @Test
  void anAliasOfAGeneratedServiceIsALinkToWhereItWillBe() throws IOException {
    link("etc/systemd/system/radio.service", "/run/systemd/generator/qm.service");
    write("etc/systemd/system/radio.service.d/10.conf", "[Service]\nX=alias\n");

    assertThat(over("qm.service")).containsExactly("alias");
  }

  @Test
  void theDropInsOfAnAliasCountByWhateverNameTheirFolderHas() throws IOException {
    link("etc/systemd/system/car-radio.service", "second.service");
    link("usr/lib/systemd/system/second.service", "qm.service");
    link("usr/lib/systemd/system/car-seat.service", "seat.service");
    write("run/systemd/system/car-.service.d/10.conf", "[Service]\nX=alias\n");

    assertThat(over("qm.service")).containsExactly("alias");
    assertThat(over("other.service")).isEmpty();
  }

  @Test
  void dropInsOfAGeneratedServiceShadowEachOtherAsThoseOfOthers() throws IOException {
    write("usr/lib/systemd/system/qm.service.d/10.conf", "[Service]\nX=usr\n");
    write("usr/lib/systemd/system/qm.service.d/20.conf", "[Service]\nX=usr\n");
    write("etc/systemd/system/qm.service.d/10.conf", "[Service]\nX=etc\n");
    write("etc/systemd/system.control/qm.service.d/10.conf", "[Service]\nX=control\n");
    link("etc/systemd/system/qm.service.d/20.conf", "/dev/null");

    assertThat(over("qm.service")).containsExactly("control");
  }

  @Test
  void whatLiesBeforeAGeneratedServiceHidesIt() throws IOException {
    write("usr/lib/systemd/system/qm.service", "[Service]\nX=later\n");
    write("run/systemd/generator/qm.service", "[Service]\nX=itself\n");
    assertThat(hiding()).isEmpty();

    var own = write("etc/systemd/system/qm.service", "[Service]\nX=before\n");
    assertThat(hiding()).contains(own);

    write("usr/lib/systemd/system/x.service", "[Service]\nX=early\n");
    var early = link("run/systemd/generator.early/qm.service", "/usr/lib/systemd/system/x.service");
    assertThat(hiding()).contains(early);
  }

  @Test
  void aMaskOfAGeneratedServiceStartsNothingInItsPlace() throws IOException {
    link("etc/systemd/system/qm.service", "/dev/null");
    assertThat(hiding()).isEmpty();

    write("run/systemd/transient/qm.service", "");
    assertThat(hiding()).isEmpty();
  }

  private Optional<Path> hiding() {
    return SystemdReader.overGenerated(root, "qm.service", Set.of()).hiding().map(UnitFile::file);
  }

  @Test
  void oneDropInThatCannotBeReadLeavesTheOthersOfAGeneratedService() throws IOException {
    var large = "#".repeat(QuadletReader.MOST_BYTES + 1);
    var file = write("etc/systemd/system/qm.service.d/10.conf", large);
    write("etc/systemd/system/qm.service.d/20.conf", "[Service]\nX=read\n");

    assertThat(over("qm.service")).containsExactly("read");
    assertThat(SystemdReader.overGenerated(root, "qm.service", Set.of()).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.origin().file()).isEqualTo(file));
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
