package dev.qm.partition.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.Machines;
import dev.qm.partition.setup.SystemTree;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A demo without its device says what would give the partition one. */
class DeviceChoiceTest {
  @TempDir Path machine;

  @Test
  void theFirstDeviceIsTakenUnlessTheUserNamesOne() throws Exception {
    var inside = List.of("video4", "video1", "null");

    assertThat(choice("rear-camera").choose(Optional.empty(), inside)).contains("/dev/video1");
    assertThat(choice("rear-camera").choose(Optional.of("/dev/video4"), inside))
        .contains("/dev/video4");
  }

  @Test
  void aMachineWithoutACameraIsToldHowToGetOne() {
    assertThatThrownBy(() -> choice("rear-camera").choose(Optional.empty(), List.of("null")))
        .isInstanceOfSatisfying(
            HostException.class,
            failure -> {
              assertThat(failure)
                  .hasMessageContaining("needs /dev/video*, and the partition has none")
                  .hasMessageContaining("this machine has none either");
              assertThat(failure.mend().orElseThrow())
                  .contains("modprobe vivid", "qm addon install mount-bind-video", "qm restart");
            });
  }

  @Test
  void aDeviceThatOnlyTheHostHasIsOpenedByTheAddOn() throws Exception {
    Files.createDirectories(machine.resolve("dev/snd"));
    Files.createFile(machine.resolve("dev/snd/controlC0"));

    assertThatThrownBy(() -> choice("sound").choose(Optional.empty(), List.of()))
        .isInstanceOfSatisfying(
            HostException.class,
            failure -> {
              assertThat(failure)
                  .hasMessageContaining("this machine has /dev/snd/controlC0")
                  .hasMessageContaining("does not show it to QM");
              assertThat(failure.mend().orElseThrow())
                  .isEqualTo("`qm addon install mount-bind-sound` and `qm restart`");
            });
  }

  @Test
  void anotherKindOfDeviceIsRefused() {
    assertThatThrownBy(
            () -> choice("rear-camera").choose(Optional.of("/dev/sda1"), List.of("sda1", "video0")))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("cannot use /dev/sda1");
    assertThatThrownBy(
            () -> choice("rear-camera").choose(Optional.of("/dev/video7"), List.of("video0")))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("needs /dev/video7");
  }

  @Test
  void aDemoThatCanDoWithoutItsDeviceSaysSo() throws Exception {
    assertThat(choice("kvm-small").choose(Optional.empty(), List.of("null"))).isEmpty();
    assertThat(choice("kvm-small").without()).contains("no /dev/kvm", "none either");
  }

  private DeviceChoice choice(String name) throws HostException {
    var demo = new Demos(new SystemTree(Machines.SYSTEM)).find(name).orElseThrow();
    return new DeviceChoice(demo, demo.device().orElseThrow(), new Root(machine));
  }
}
