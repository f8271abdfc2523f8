package dev.qm.host.machine;

import static dev.qm.host.Refused.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
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
    subid.revoke("qm", RANGE);

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
    subid.revoke("ann", RANGE);

    assertThat(file).hasContent("ann:1:2");
    assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(inode);
  }

  @Test
  void aRequestBeyondAllIdsIsRefusedInWords() {
    assertThat(failureOf(() -> subid.firstFree(4_000_000_000L))).hasMessageContaining("free ids");
  }

  @Property(tries = 200)
  void theFirstFreeRangeIsFreeAndFirst(
      @ForAll @Size(max = 12) List<@IntRange(min = 0, max = 400) Integer> starts,
      @ForAll @IntRange(min = 1, max = 200) int count)
      throws Exception {
    var temporary = Files.createTempFile("qm-subid", "");
    try {
      var lines = new StringBuilder();
      for (var start : starts) {
        lines.append("u:").append(99_900 + start).append(":37\n");
      }
      Files.writeString(temporary, lines);
      var ours = SubidFile.at(temporary);

      var free = ours.firstFree(count);

      assertThat(ours.ranges()).noneMatch(grant -> grant.range().overlaps(free));
      assertThat(free.first()).isGreaterThanOrEqualTo(100_000);
      for (var earlier = 100_000L; earlier < free.first(); earlier++) {
        var candidate = new IdRange(earlier, count);
        assertThat(ours.ranges()).anyMatch(grant -> grant.range().overlaps(candidate));
      }
    } finally {
      Files.delete(temporary);
    }
  }

  @Property(tries = 200)
  void grantAndRevokeGiveAnyFileBack(@ForAll String text) throws Exception {
    var temporary = Files.createTempFile("qm-subid", "");
    try {
      var before = (text + "\n").getBytes(StandardCharsets.UTF_8);
      Files.write(temporary, before);
      var ours = SubidFile.at(temporary);

      ours.grant("qmcontainers", ours.firstFree(65_536));
      ours.revoke("qmcontainers");

      assertThat(Files.readAllBytes(temporary)).isEqualTo(before);
    } finally {
      Files.delete(temporary);
    }
  }
}
