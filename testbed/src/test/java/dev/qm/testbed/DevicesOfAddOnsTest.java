package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Devices that add-ons give the partition can be used in it, in its own user namespace and under
 * enforcing, and in those nested containers that ask for them; the nodes are those of the kernel's
 * virtual drivers and of KVM.
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

  /** One event of an input device, linux/input.h: that of the knob. */
  private static final String KEY =
      """
      for my $node (glob "/dev/input/event*") {
        open(my $name, "<", "/sys/class/input/" . $node =~ s,.*/,,r . "/device/name") or die "name: $!\\n";
        next if <$name> ne "qm-knob\\n";
        open(my $knob, "<", $node) or die "open: $!\\n";
        sysread($knob, my $event, 24) == 24 or die "read: $!\\n";
        printf "type %d code %d\\n", unpack("x16 SS", $event);
      }
      """;

  /** The device files that there are, without those that every container has. */
  private static final String NODES =
      """
      for node in /dev/* /dev/*/*; do
        case $node in
          /dev/core | /dev/full | /dev/null | /dev/ptmx | /dev/random | /dev/std* | /dev/tty) ;;
          /dev/urandom | /dev/zero | /dev/console | /dev/fd/* | /dev/pts/*) ;;
          *) if [ -c $node ] || [ -b $node ]; then echo $node; fi ;;
        esac
      done
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
  void aKeyThatIsPressedArrives(Partition partition) {
    partition.changed();

    assertThat(partition.exec("perl", "-e", KEY).out()).isIn("type 1 code 30", "type 0 code 0");
  }

  @Test
  void thePartitionHasATerminalOfItsOwnAndNoOther(Partition partition) {
    partition.changed();

    assertThat(partition.shell("(exec 3<>/dev/tty7) && ls /dev/tty[0-9]*").out())
        .isEqualTo("/dev/tty7");
  }

  @Test
  void aContainerInsideHasADeviceThatItIsGiven(Partition partition) {
    partition.changed();

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
            "(exec 3<>/dev/snd/controlC0) && echo opened");

    assertThat(given.out()).isEqualTo("opened");
  }

  @Test
  void aContainerInsideHasTheDevicesThatItsAnnotationsAskForAndNoOther(Partition partition) {
    partition.changed();

    List<String> all = partition.shell(NODES).out().lines().toList();

    assertThat(all).contains("/dev/video0", "/dev/snd/controlC0", "/dev/input/event0");
    assertThat(nodesInAContainer(partition)).isEmpty();
    assertThat(nodesInAContainer(partition, "video", "audio"))
        .containsExactlyElementsOf(those(all, "/dev/(video|media|v4l-subdev|snd/).*"));
    assertThat(nodesInAContainer(partition, "input"))
        .containsExactlyElementsOf(those(all, "/dev/input/.*"));
  }

  @Test
  void aCameraAnswersInTheContainerThatAsksForIt(Partition partition) {
    partition.changed();

    Result answer =
        partition.exec(
            "podman",
            "run",
            "--rm",
            "--network=none",
            "--annotation=org.containers.qm.device.video=true",
            "localhost/perl",
            "/usr/bin/perl",
            "-e",
            CAMERA);

    assertThat(answer.out()).isEqualTo("vivid");
  }

  @Test
  void whatNoAddOnNamesIsNotThere(Partition partition) {
    partition.changed();

    assertThat(partition.shell("ls /dev/vda /dev/uinput /dev/watchdog /dev/tty1").stdout())
        .isEmpty();
  }

  /** The device files that a nested container with these annotations has. */
  private static List<String> nodesInAContainer(Partition partition, String... kinds) {
    List<String> command = new ArrayList<>(List.of("podman", "run", "--rm", "--network=none"));
    for (String kind : kinds) {
      command.add("--annotation=org.containers.qm.device." + kind + "=true");
    }
    command.addAll(List.of("localhost/tiny", "/bin/sh", "-c", NODES));
    return partition.exec(command.toArray(String[]::new)).out().lines().toList();
  }

  private static List<String> those(List<String> nodes, String pattern) {
    return nodes.stream().filter(node -> node.matches(pattern)).toList();
  }
}
