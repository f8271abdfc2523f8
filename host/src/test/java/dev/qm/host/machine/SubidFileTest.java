package dev.qm.host.machine;

import static dev.qm.host.Refused.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubidFileTest {
  private static final IdRange RANGE = new IdRange(1_000_000, 300_000);

  @TempDir Path folder;
  private Path file;
  private SubidFile subid;

  @BeforeEach
  void noFileYet() {
    file = folder.resolve("subuid");
    subid = SubidFile.at(file);
  }

  @Test
  void aGrantMakesTheFileAndARevokeEmptiesIt() throws Exception {
    subid.grant("qm", RANGE);

    assertThat(file).hasContent("qm:1000000:300000\n");
    assertThat(subid.grants("qm", RANGE)).isTrue();
    subid.revoke("qm");
    assertThat(file).isEmptyFile();
  }

  @Test
  void everyOtherByteStays() throws Exception {
    var before =
        "# mine\n\nann:100000:65536\r\nodd line\nbob:x:1\n\u00e9:1:2"
            .getBytes(StandardCharsets.UTF_8);
    Files.write(file, before);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

    subid.grant("qm", RANGE);
    assertThat(Files.readString(file))
        .startsWith("# mine\n\nann:")
        .endsWith("\nqm:1000000:300000\n");
    subid.revoke("qm");

    assertThat(Files.readAllBytes(file))
        .isEqualTo(
            (new String(before, StandardCharsets.UTF_8) + "\n").getBytes(StandardCharsets.UTF_8));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void theSameGrantTwiceIsOneLine() throws Exception {
    subid.grant("qm", RANGE);
    var stamp = Files.getAttribute(file, "unix:ino");
    subid.grant("qm", RANGE);

    assertThat(file).hasContent("qm:1000000:300000\n");
    assertThat(Files.getAttribute(file, "unix:ino")).as("not even written").isEqualTo(stamp);
  }

  @Test
  void idsThatSomebodyHasAreNotGivenTwice() throws Exception {
    Files.writeString(file, "ann:1200000:65536\n");

    var failure = failureOf(() -> subid.grant("qm", RANGE));

    assertThat(failure).hasMessageContaining("ann has 1200000-1265535");
    assertThat(file).hasContent("ann:1200000:65536\n");
  }

  @Test
  void revokingWhatIsNotThereLeavesTheFileAlone() throws Exception {
    Files.writeString(file, "ann:1:2");
    var inode = Files.getAttribute(file, "unix:ino");

    subid.revoke("qm");

    assertThat(file).hasContent("ann:1:2");
    assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(inode);
  }

  @Property(tries = 200)
  void grantAndRevokeGiveAnyFileBack(@ForAll String text) throws Exception {
    var temporary = Files.createTempFile("qm-subid", "");
    try {
      var before = (text + "\n").getBytes(StandardCharsets.UTF_8);
      Files.write(temporary, before);
      var ours = SubidFile.at(temporary);

      ours.grant("qmcontainers", new IdRange(3_000_000_000L, 65_536));
      ours.revoke("qmcontainers");

      assertThat(Files.readAllBytes(temporary)).isEqualTo(before);
    } finally {
      Files.delete(temporary);
    }
  }
}
