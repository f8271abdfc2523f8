package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** No way to the host's disks: no node can be made, and none is there. */
@InVm(Phase.ATTACKS)
class DevicesCannotBeReachedTest {

  // S_IFBLK | 0600, and the numbers of /dev/vda
  private static final String[] NODE = {"call", "mknod", "=/var/attack/disk", "0x6180", "0xfe00"};

  @Test
  void aBlockDeviceCannotBeMade(Attack attack) {
    attack.inside(new Wall.UserNamespace(Capability.MKNOD), NODE);
    // real root in a folder of its own: only SELinux is left, which keeps silent here, because
    // every systemd tries this at its start
    assertThat(
            attack
                .by(
                    Attacker.LABEL_ONLY,
                    "call",
                    "mknod",
                    "=/var/qm.private/tree/attack/disk",
                    "0x6180",
                    "0xfe00")
                .answer())
        .isEqualTo("EACCES");
  }

  @Test
  void noBlockDeviceIsInside(Attack attack) {
    assertThat(attack.by(Attacker.ROOT_INSIDE, "list", "/dev").answer()).doesNotContain("vda");
    assertThat(attack.by(Attacker.PRIVILEGED_CONTAINER, "list", "/dev").answer())
        .contains(" null ")
        .doesNotContain("vda");
  }

  @Test
  void theHostsDiskCannotBeOpened(Attack attack) {
    attack.byLabelOnly(
        new Wall.Selinux("fixed_disk_device_t", "blk_file", "read"), "read", "/dev/vda");
  }

  /** Only from inside: with the label alone even the denied attempt makes the host's read-only. */
  @Test
  void theHostsDevicesCannotBeMountedAndStayWritable(Attack attack) {
    attack.inside(
        new Wall.UserNamespace(Capability.SYS_ADMIN),
        "mount",
        "none",
        "/var/attack",
        "devtmpfs",
        // MS_RDONLY
        "1",
        "NULL");
  }
}
