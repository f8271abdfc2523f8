package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A file system that the host shares keeps its options, and the partition its read-only rootfs. */
@InVm(Phase.ATTACKS)
class MountsOfTheHostCannotBeChangedTest {

  @Test
  void theOptionsOfASharedFileSystemCannotBeChanged(Attack attack) {
    // MS_REMOUNT alone reaches the file system, not the mount
    attack.insideOnly(
        new Wall.Seccomp("ENOSYS", ""), "mount", "none", "/var", "none", "0x20", "commit=77");
    attack.inside(new Wall.Seccomp("ENOSYS", "EFAULT"), "call", "fsopen", "NULL", "0");
    attack.inside(new Wall.Seccomp("ENOSYS", "EFAULT"), "call", "fspick", "-1", "NULL", "0");
  }

  /** On no file: who answers shows without harm, should it reach the kernel. */
  @Test
  void aSharedFileSystemCannotBeFrozenShutDownGrownOrNamed(Attack attack) {
    // FIFREEZE, FS_IOC_SHUTDOWN, EXT4_IOC_RESIZE_FS, FS_IOC_SETFSLABEL; and with bits that the
    // kernel cuts off
    for (String request :
        List.of("0xc0045877", "0x8004587d", "0x40086610", "0x41009432", "0x10041009432")) {
      attack.inside(new Wall.Seccomp("ENOSYS", "EBADF"), "call", "ioctl", "-1", request, "NULL");
    }
  }

  @Test
  void aRemountInsideReachesOnlyItsOwnMount(Attack attack) {
    // MS_REMOUNT | MS_BIND | MS_RDONLY
    String[] remount = {"mount", "none", "/mnt", "none", "0x1021", "NULL"};

    assertThat(attack.by(Attacker.ROOT_INSIDE, remount).succeeded()).isTrue();
    attack.assertHostIsUntouched();
  }

  @Test
  void theRootfsIsReadOnly(Attack attack) {
    attack.inside(new Wall.ReadOnlyMount(), "create", "/usr/lib/written");
  }
}
