package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * A quota that the host sets on a folder of the partition (a project quota: quotactl(2)) counts
 * through the mapped ids, and root inside cannot leave it.
 */
@InVm(Phase.CHANGED)
class QuotasHoldTest {

  /** FS_IOC_FSGETXATTR and FS_IOC_FSSETXATTR with the fourth word, the project, changed to 0. */
  private static final String MOVE =
      """
      open(my $file, "<", "%s/file") or die "open: $!\\n";
      sub project {
          my $all = chr(0) x 28;
          ioctl($file, 0x801c581f, $all) or die "ioctl: $!\\n";
          print "of project ", (unpack("L5", $all))[3], "\\n";
          return $all;
      }
      my $all = project();
      substr($all, 12, 4) = pack("L", 0);
      print ioctl($file, 0x401c5820, $all) ? "moved\\n" : "refused\\n";
      project();
      """
          .formatted(Partition.QUOTA);

  @Test
  void rootInsideCannotWriteMoreThanTheHostAllows(Partition partition) {
    Result written =
        partition.shell(
            "head -c 40M /dev/zero >%s/big; stat -c %%s %1$s/big".formatted(Partition.QUOTA));
    partition.shell("rm %s/big".formatted(Partition.QUOTA)).out();

    assertThat(written.stderr()).contains("Disk quota exceeded");
    assertThat(Long.parseLong(written.stdout().strip())).isBetween(1L << 20, 16L << 20);
  }

  /** The project of a file can be changed in the first user namespace only: ioctl_fs(2). */
  @Test
  void rootInsideCannotMoveAFileOutOfTheProject(Partition partition) {
    partition.exec("touch", Partition.QUOTA + "/file").out();

    String tried = partition.exec("perl", "-e", MOVE).out();

    assertThat(tried).isEqualTo("of project 42\nrefused\nof project 42");
    partition.exec("rm", Partition.QUOTA + "/file").out();
  }
}
