package dev.qm.host.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks as sysfs has them: {@code sda} with a part, an encrypted one on it, a mirror of two. */
class DiskBehindTest {
  @TempDir Path sys;
  private Path numbers;
  private DiskBehind disks;

  @BeforeEach
  void aMachine() throws IOException {
    numbers = Files.createDirectories(sys.resolve("dev/block"));
    disks = new DiskBehind(numbers);
    device("pci/block/sda", "8:0");
    device("pci/block/sda/sda2", "8:2");
    Files.writeString(sys.resolve("devices/pci/block/sda/sda2/partition"), "2\n");
    device("pci/block/sdb", "8:16");
    device("virtual/block/dm-0", "254:0", "pci/block/sda/sda2");
    device("virtual/block/dm-1", "254:1", "virtual/block/dm-0");
    device("virtual/block/md0", "9:0", "pci/block/sda", "pci/block/sdb");
  }

  @Test
  void aPartOfADiskIsTheWholeDisk() {
    assertThat(disks.whole("8:0")).contains("8:0");
    assertThat(disks.whole("8:2")).contains("8:0");
  }

  @Test
  void whatIsMadeOfOneDiskIsThatDiskThroughAllLayers() {
    assertThat(disks.whole("254:0")).contains("8:0");
    assertThat(disks.whole("254:1")).contains("8:0");
  }

  @Test
  void whatIsMadeOfSeveralCountsItself() {
    assertThat(disks.whole("9:0")).contains("9:0");
  }

  @Test
  void whatTheKernelDoesNotKnowIsNone() {
    assertThat(disks.whole("259:7")).isEmpty();
    assertThat(disks.of(Path.of("/proc/self/status"))).isEmpty();
    assertThat(disks.of(Path.of("/dev/null"))).isEmpty();
    assertThat(disks.of(Path.of("/there/is/none"))).isEmpty();
  }

  private void device(String name, String number, String... madeOf) throws IOException {
    var folder = Files.createDirectories(sys.resolve("devices").resolve(name));
    Files.writeString(folder.resolve("dev"), number + "\n");
    Files.createSymbolicLink(numbers.resolve(number), folder);
    var slaves = Files.createDirectories(folder.resolve("slaves"));
    for (var below : madeOf) {
      var device = sys.resolve("devices").resolve(below);
      Files.createSymbolicLink(slaves.resolve(String.valueOf(device.getFileName())), device);
    }
  }
}
