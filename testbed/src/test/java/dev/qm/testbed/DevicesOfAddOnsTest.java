package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Devices that a drop-in gives the partition can be used in it, in its own user namespace and under
 * enforcing; the nodes are those of the kernel's virtual drivers and of KVM.
 */
@InVm(Phase.CHANGED)
class DevicesOfAddOnsTest {

  /** VIDIOC_QUERYCAP, videodev2.h: which driver is behind the node. */
  private static final String CAMERA =
      """
      open(my $node, "+<", "/dev/video0") or die "open: $!\\n";
      my $answer = chr(0) x 104;
      ioctl($node, 0x80685600, $answer) or die "ioctl: $!\\n";
      print unpack("Z16", $answer), "\\n";
      """;

  /** KVM_GET_API_VERSION and KVM_CREATE_VM, Documentation/virt/kvm/api.rst. */
  private static final String MACHINE =
      """
      open(my $node, "+<", "/dev/kvm") or die "open: $!\\n";
      print "version ", ioctl($node, 0xAE00, 0), "\\n";
      print defined(ioctl($node, 0xAE01, 0)) ? "machine\\n" : "no machine: $!\\n";
      """;

  @Test
  void aCameraAnswersAndBelongsToTheGroupVideo(Partition partition) {
    partition.changed();

    assertThat(partition.exec("perl", "-e", CAMERA).out()).isEqualTo("vivid");
    assertThat(partition.exec("stat", "-c", "%U:%G %a", "/dev/video0").out())
        .isEqualTo("root:video 660");
  }

  @Test
  void aVirtualMachineCanBeMade(Partition partition) {
    partition.changed();

    assertThat(partition.exec("perl", "-e", MACHINE).out()).isEqualTo("version 12\nmachine");
  }

  @Test
  void aContainerInsideHasADeviceOnlyIfItIsGivenOne(Partition partition) {
    partition.changed();
    String open = "(exec 3<>/dev/snd/controlC0) && echo opened";

    Result given =
        partition.exec(
            "podman",
            "run",
            "--rm",
            "--network=none",
            "--device=/dev/snd/controlC0",
            "localhost/tiny",
            "/bin/sh",
            "-c",
            open);
    Result without =
        partition.exec(
            "podman", "run", "--rm", "--network=none", "localhost/tiny", "/bin/sh", "-c", open);

    assertThat(given.out()).isEqualTo("opened");
    assertThat(without.exitCode()).isNotZero();
    assertThat(without.stdout()).isEmpty();
  }

  @Test
  void whatNoDropInNamesIsNotThere(Partition partition) {
    partition.changed();

    assertThat(
            partition
                .exec("sh", "-c", "ls /dev/vda /dev/uinput /dev/video1 /dev/watchdog")
                .stdout())
        .isEmpty();
  }
}
