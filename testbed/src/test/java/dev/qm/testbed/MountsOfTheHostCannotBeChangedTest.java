package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

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
