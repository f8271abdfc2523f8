package dev.qm.partition.ipc.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.process.Mounts;
import dev.qm.quadlet.syntax.Origin;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which mounts of the partition the host has too, and what for. */
class BorderTest {
  private static final String ID = "a8a8425309df";
  private static final Origin LINE = new Origin(Path.of("/etc/q.conf"), 1);
  private static final String HOST =
      """
      27 1 8:1 / / rw - ext4 /dev/vda rw
      28 27 0:21 / /proc rw - proc proc rw
      29 27 0:6 / /dev rw - devtmpfs devtmpfs rw
      30 27 0:25 / /run rw - tmpfs tmpfs rw
      31 27 8:2 / /data rw - ext4 /dev/vdb rw
      32 27 8:3 / /data/cover rw - ext4 /dev/vdc rw
      """;
  private static final String PARTITION =
      """
      103 90 8:1 /usr/lib/qm/rootfs / ro - ext4 /dev/vda rw
      104 103 8:1 /etc/qm /etc rw - ext4 /dev/vda rw
      105 103 0:42 / /run rw - tmpfs tmpfs rw
      106 105 0:25 /ipc /run/ipc rw - tmpfs tmpfs rw
      107 103 8:2 /maps /opt/maps ro - ext4 /dev/vdb rw
      108 103 8:1 /var/lib/c/overlay-containers/a8a8425309df/userdata/hosts /etc/hosts rw - ext4 x rw
      109 103 0:6 /null /proc/keys ro - devtmpfs devtmpfs rw
      110 103 0:45 / /proc rw - proc proc rw
      111 103 8:2 /cover/x /opt/hidden rw - ext4 /dev/vdb rw
      112 103 8:1 /srv/leak /srv rw - ext4 /dev/vda rw
      """;

  @Test
  void everyMountFromTheHostHasItsRole() {
    assertThat(volumes())
        .extracting(volume -> volume.host() + " " + volume.inside() + " " + volume.role())
        .containsExactly(
            "/usr/lib/qm/rootfs / TREE",
            "/etc/qm /etc TREE",
            "/run/ipc /run/ipc DOOR",
            "/data/maps /opt/maps SHARED",
            "/var/lib/c/overlay-containers/a8a8425309df/userdata/hosts /etc/hosts PODMAN",
            "/dev/null /proc/keys PODMAN",
            "/srv/leak /srv SHARED");
  }

  @Test
  void readOnlyAndTheLineAreKept() {
    assertThat(volumes())
        .filteredOn(volume -> volume.role() == Volume.Role.SHARED)
        .extracting(volume -> volume.isReadOnly() + " " + volume.origin())
        .containsExactly("true " + Optional.empty(), "false " + Optional.of(LINE));
  }

  @Test
  void theTargetOfAVolumeIsItsSecondPart() {
    assertThat(Declarations.targetOf("/a:/b")).isEqualTo("/b");
    assertThat(Declarations.targetOf("/a:/b/:ro,Z")).isEqualTo("/b");
    assertThat(Declarations.targetOf("/b")).isEqualTo("/b");
  }

  private static List<Volume> volumes() {
    var border =
        new Border(
            Mounts.parse(HOST),
            List.of(Path.of("/usr/lib/qm/rootfs"), Path.of("/etc/qm"), Path.of("/var/qm")),
            Path.of("/run/ipc"),
            ID,
            Map.of("/srv", LINE));
    return border.volumes(Mounts.parse(PARTITION));
  }
}
