package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A campaign of {@code qm prove} in the VM, where systemd runs the machine, SELinux is enforcing and
 * the partition has a user namespace: {@code bench/prove-vm} runs it, no test does. Times mean
 * nothing in an emulated machine, so refusals, deaths and recovery are what is judged.
 */
@InVm(Phase.NORMAL_OPERATION)
@EnabledIfSystemProperty(named = "qm.prove", matches = ".+")
class ProveBench {
  private static final String IMAGE = "/mnt/demos/stress.tar";

  @Test
  void runsTheCampaign(Partition partition) {
    String words = System.getProperty("qm.prove");
    Vm vm = partition.vm();
    Result result =
        vm.shell(
            partition.command() + " prove --image " + IMAGE + " --out /var/tmp/proved " + words);
    System.out.println(result.out());
    System.out.println(result.err());
    System.out.println(vm.shell("dmesg | grep -c 'avc:  denied'").out());
    assertThat(result.out()).contains("The result is in /var/tmp/proved");
  }
}
