package dev.qm.host.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The room of a file system, inodes included. */
class DiskSpaceTest {
  @TempDir Path folder;

  @Test
  void agreesWithTheJdkOnWhatBothTell() throws Exception {
    var space = DiskSpace.of(folder).orElseThrow();

    assertThat(space.total()).isEqualTo(Files.getFileStore(folder).getTotalSpace());
    assertThat(space.free()).isBetween(space.available(), space.total());
    assertThat(space.freeInodes()).isBetween(0L, space.inodes());
  }

  @Test
  void tellsNothingOfWhatIsNotThere() {
    assertThat(DiskSpace.of(folder.resolve("none"))).isEmpty();
  }

  @Test
  void reserveIsWhatIsFreeAndNotForAll() {
    assertThat(new DiskSpace(100, 30, 25, 0, 0).reserve()).isEqualTo(5);
  }
}
