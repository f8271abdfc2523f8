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

  /** DRM_IOCTL_VERSION, drm.h: which driver is behind the node. */
  private static final String SCREEN =
      """
      open(my $node, "+<", "/dev/dri/card0") or die "open: $!\\n";
      my $name = chr(0) x 16;
      my $version = pack("i4 Q p Q4", 0, 0, 0, 0, 16, $name, 0, 0, 0, 0);
      ioctl($node, 0xC0406400, $version) or die "ioctl: $!\\n";
      print unpack("Z16", $name), "\\n";
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

  private static final String COMPOSITOR_DROP_INS =
      "/etc/containers/systemd/window-manager.container.d";

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
    assertThat(partition.exec("perl", "-e", CAMERA).out()).isEqualTo("vivid");
    assertThat(partition.exec("stat", "-c", "%U:%G %a", "/dev/video0").out())
        .isEqualTo("root:video 660");
  }

  @Test
  void aScreenAnswers(Partition partition) {
    assertThat(partition.exec("perl", "-e", SCREEN).out()).isEqualTo("bochs-drm");
  }

  /** With a stand-in for weston, of which the packages would take the machine minutes to unpack. */
  @Test
  void theCompositorsContainerHasTheScreenAndWhatUdevKnowsOfIt(Partition partition) {
    AuditLog log = AuditLog.fromNow(partition.vm());
    partition
        .shell(
            """
            mkdir -p %1$s
            cat >%1$s/stand-in.conf <<'END'
            [Container]
            Entrypoint=["/bin/sh", "-c", "trap 'exit 0' TERM; (exec 3<>/dev/dri/card0) && ls /run/udev/data && echo >$XDG_RUNTIME_DIR/wayland-0; sleep 1000 & wait", "sh"]
            END
            podman tag localhost/tiny localhost/window-manager
            systemctl daemon-reload
            systemctl start window-manager
            """
                .formatted(COMPOSITOR_DROP_INS))
        .out();

    Result socket =
        partition.shell(
            """
            until [ -e /run/window-manager/wayland-0 ] || ! systemctl -q is-active window-manager; do sleep 0.1; done
            stat -c %C /run/window-manager/wayland-0
            podman logs window-manager
            """);
    partition
        .shell(
            """
            systemctl stop window-manager
            rm -r %s
            podman rmi localhost/window-manager
            systemctl daemon-reload
            """
                .formatted(COMPOSITOR_DROP_INS))
        .out();

    assertThat(socket.out().lines().findFirst())
        .hasValueSatisfying(
            label -> assertThat(label).endsWith(":qm_container_file_t:s0:c1000,c1001"));
    assertThat(socket.out()).as("entries of udev's database").contains("\nc226:0\n", "\nc13:64\n");
    assertThat(log.denials()).isEmpty();
  }

  @Test
  void aContainerInsideHasTheSeatThatItAsksForAndNothingElse(Partition partition) {
    List<String> nodes = nodesInAContainer(partition, "wayland.seat=seat0");

    assertThat(nodes).contains("/dev/dri/card0", "/dev/input/event0");
    assertThat(those(nodes, "/dev/(dri|input)/.*")).isEqualTo(nodes);
  }

  @Test
  void aVirtualMachineCanBeMade(Partition partition) {
    assertThat(partition.exec("perl", "-e", MACHINE).out()).isEqualTo("version 12\nmachine");
  }

  @Test
  void aKeyThatIsPressedArrives(Partition partition) {
    assertThat(partition.exec("perl", "-e", KEY).out()).isIn("type 1 code 30", "type 0 code 0");
  }

  @Test
  void thePartitionHasATerminalOfItsOwnAndNoOther(Partition partition) {
    assertThat(partition.shell("(exec 3<>/dev/tty7) && ls /dev/tty[0-9]*").out())
        .isEqualTo("/dev/tty7");
  }

  @Test
  void aContainerInsideHasADeviceThatItIsGiven(Partition partition) {
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
    List<String> all = partition.shell(NODES).out().lines().toList();

    assertThat(all).contains("/dev/video0", "/dev/snd/controlC0", "/dev/input/event0");
    assertThat(nodesInAContainer(partition)).isEmpty();
    assertThat(nodesInAContainer(partition, "device.video=true", "device.audio=true"))
        .containsExactlyElementsOf(those(all, "/dev/(video|media|v4l-subdev|snd/).*"));
    assertThat(nodesInAContainer(partition, "device.input=true"))
        .containsExactlyElementsOf(those(all, "/dev/input/.*"));
  }

  @Test
  void aCameraAnswersInTheContainerThatAsksForIt(Partition partition) {
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
    assertThat(partition.shell("ls /dev/vda /dev/uinput /dev/watchdog /dev/tty1").stdout())
        .isEmpty();
  }

  /** The device files that a nested container with these annotations has. */
  private static List<String> nodesInAContainer(Partition partition, String... annotations) {
    List<String> command = new ArrayList<>(List.of("podman", "run", "--rm", "--network=none"));
    for (String annotation : annotations) {
      command.add("--annotation=org.containers.qm." + annotation);
    }
    command.addAll(List.of("localhost/tiny", "/bin/sh", "-c", NODES));
    return partition.exec(command.toArray(String[]::new)).out().lines().toList();
  }

  private static List<String> those(List<String> nodes, String pattern) {
    return nodes.stream().filter(node -> node.matches(pattern)).toList();
  }
}
