package dev.qm.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.packaging.deb.DebWriter;
import dev.qm.packaging.rpm.RpmWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproducibilityTest {
  @TempDir private Path work;

  @Test
  void theSameAddOnGivesTheSameBytesWhateverItsFilesTimesAndModes() throws Exception {
    var one = Samples.addon(work.resolve("one"), "0.1.0");
    var other = Samples.addon(work.resolve("other"), "0.1.0");
    var file = work.resolve("other/radio/files").resolve(Samples.DROP_IN);
    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));

    assertThat(new RpmWriter(Samples.MAKER).write(one).bytes())
        .isEqualTo(new RpmWriter(Samples.MAKER).write(other).bytes());
    assertThat(new DebWriter(Samples.MAKER).write(one).bytes())
        .isEqualTo(new DebWriter(Samples.MAKER).write(other).bytes());
  }

  @Test
  void packagesHaveTheirUsualNames() throws Exception {
    var addon = Samples.addon(work, "0.1.0");
    var main = Samples.main(work.resolve("image"), "0.1.0");

    assertThat(new RpmWriter(Samples.MAKER).write(addon).fileName())
        .isEqualTo("qm-radio-0.1.0-1.noarch.rpm");
    assertThat(new DebWriter(Samples.MAKER).write(addon).fileName())
        .isEqualTo("qm-radio_0.1.0_all.deb");
    assertThat(new RpmWriter(Samples.MAKER).write(main.program()).fileName())
        .isEqualTo("qm-ctl-0.1.0-1.x86_64.rpm");
    assertThat(new DebWriter(Samples.MAKER).write(main.program()).fileName())
        .isEqualTo("qm-ctl_0.1.0_amd64.deb");
  }

  @Test
  void datesAreThoseOfTheJdkInEnglish() {
    for (var second = 0L; second < 0xffffffffL; second += 9_999_991L) {
      var time = Instant.ofEpochSecond(second);
      assertThat(new Maker("x", time).date())
          .isEqualTo(
              DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss", Locale.ENGLISH)
                  .format(time.atOffset(ZoneOffset.UTC)));
    }
  }
}
