package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * {@code qm demo} shows what it promises, with the devices of add-ons and under enforcing, and
 * leaves nothing behind. The demo that needs no device runs in PartitionTest.
 */
@InVm(Phase.CHANGED)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DemosTest {

  private static final String IMAGES = "/mnt/demos";

  @Test
  @Order(1)
  void aServiceTakesAPictureAtEachStart(Partition partition) {
    partition
        .vm()
        .shell(
            "mkdir -p %1$s; mount -o ro,context=system_u:object_r:usr_t:s0 /dev/disk/by-id/virtio-demos %1$s"
                .formatted(IMAGES))
        .out();
    AuditLog log = AuditLog.fromNow(partition.vm());

    String said = partition.qm("demo", "rear-camera", "--image=" + IMAGES + "/tools.tar").out();
    partition.exec("systemctl", "start", "qm-demo-rear-camera").out();

    assertThat(said).contains("camera: vivid", "640x480 pixels", "qm demo remove rear-camera");
    assertThat(pictures(partition)).hasSize(2).allMatch(picture -> picture.equals("P6 640 480"));
    assertThat(log.denials()).isEmpty();
  }

  @Test
  @Order(2)
  void aSoundCardPlaysATone(Partition partition) {
    AuditLog log = AuditLog.fromNow(partition.vm());

    assertThat(partition.qm("demo", "sound").out())
        .contains("card 0: Dummy", "RATE: [5500 48000]", "played: a tone of 440 Hz");
    assertThat(log.denials()).isEmpty();
  }

  @Test
  @Order(3)
  void aVirtualMachineRunsOnTheProcessorItself(Partition partition) {
    AuditLog log = AuditLog.fromNow(partition.vm());

    assertThat(partition.qm("demo", "kvm-small", "--image=" + IMAGES + "/vm.tar").out())
        .contains("the guest runs on the processor itself", "guest: my name is qm-guest");
    assertThat(log.denials()).isEmpty();
  }

  @Test
  @Order(4)
  void removeTakesAllOfThemBack(Partition partition) {
    for (String name : List.of("rear-camera", "sound", "kvm-small")) {
      partition.qm("demo", "remove", name).out();
    }

    assertThat(partition.exec("podman", "images", "--format={{.Repository}}").out())
        .doesNotContain("qm-demo");
    assertThat(partition.vm().run("find", "/etc/qm", "/var/qm/lib", "-name", "qm-demo*").out())
        .isEmpty();
    assertThat(partition.state()).isEqualTo("running");
  }

  /** The first bytes of each picture: format, width and height, ppm(5). */
  private static List<String> pictures(Partition partition) {
    return partition
        .vm()
        .shell(
            "for picture in /var/qm/lib/qm-demos/rear-camera/rear-*; do head -n 2 $picture | xargs; done")
        .out()
        .lines()
        .toList();
  }
}
