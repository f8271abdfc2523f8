package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What {@code qm verify} says of the devices that add-ons open. */
@InVm(Phase.CHANGED)
class DeclaredDevicesTest {

  @Test
  void eachThatAnAddOnOpensIsNamedAsDeclared(Partition partition) {
    Result verify =
        partition.qm(
            "verify",
            "--all",
            "--only",
            "addon-devices,device-bus,device-console,device-graphics,device-input,device-kvm,device-media");

    assertThat(verify.exitCode()).as(verify::toString).isZero();
    assertThat(verify.stdout()).contains("/dev/kvm", "/dev/snd", "/dev/input", "/dev/video");
  }
}
