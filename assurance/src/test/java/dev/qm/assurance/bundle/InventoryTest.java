package dev.qm.assurance.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.assurance.bundle.InstalledPackage.Database;
import dev.qm.assurance.view.GoldenCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InventoryTest {
  @TempDir Path folder;
  private GoldenCase machine;

  @BeforeEach
  void aMachine() throws Exception {
    machine = GoldenCase.of(folder, "report.case");
    write("usr/lib/qm/rootfs/usr/lib/os-release", "ID=debian\nVERSION_ID=13\n");
  }

  @Test
  void bothDatabasesCountAndWhichOneSaysWhatIsKnown() throws Exception {
    write(
        "usr/lib/qm/rootfs/var/lib/dpkg/status",
        "Package: a\nVersion: 1\n\nPackage: b\nVersion: 1\n");
    write(
        "var/qm.private/tree/lib/dpkg/status",
        "Package: a\nVersion: 1\n\nPackage: c\nVersion: 2\n");

    var inventory = inventory();

    assertThat(inventory.release().id()).isEqualTo("debian");
    assertThat(inventory.packages())
        .extracting(InstalledPackage::name, InstalledPackage::databases)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("a", List.of(Database.ROOTFS, Database.VAR)),
            org.assertj.core.groups.Tuple.tuple("b", List.of(Database.ROOTFS)),
            org.assertj.core.groups.Tuple.tuple("c", List.of(Database.VAR)));
    assertThat(inventory.gaps()).isEmpty();
  }

  @Test
  void aLinkOutOfTheTreesIsNotFollowed() throws Exception {
    write("secret", "Package: stolen\nVersion: 1\n");
    var place = folder.resolve("var/qm.private/tree/lib/dpkg/status");
    Files.createDirectories(place.getParent());
    Files.createSymbolicLink(place, folder.resolve("secret"));

    assertThat(inventory().packages()).isEmpty();
  }

  @Test
  void aDatabaseOfRpmIsAGapAndNotNothing() throws Exception {
    write("usr/lib/qm/rootfs/usr/lib/sysimage/rpm/rpmdb.sqlite", "");

    assertThat(inventory().gaps())
        .anyMatch(it -> it.contains("a database of RPM, which is not read"))
        .anyMatch(it -> it.contains("nothing is listed"));
  }

  private Inventory inventory() throws Exception {
    return Inventory.read(machine.view().declared().spec());
  }

  private void write(String name, String text) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
