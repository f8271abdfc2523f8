package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A campaign of {@code qm prove} in the VM, where systemd runs the machine, SELinux is enforcing
 * and the partition has a user namespace: {@code bench/prove-vm} runs it, no test does. Times mean
 * nothing in an emulated machine, so refusals, deaths and recovery are what is judged.
 */
@InVm(Phase.CHANNELS)
@EnabledIfSystemProperty(named = "qm.prove", matches = ".+")
class ProveBench {
  private static final Duration DEADLINE = Duration.ofHours(1);

  private static final String CAMPAIGN =
      """
      mkdir -p /mnt/demos
      mountpoint -q /mnt/demos ||
        mount -o ro,context=system_u:object_r:usr_t:s0 /dev/disk/by-id/virtio-demos /mnt/demos
      getenforce
      qm prove --image /mnt/demos/stress.tar --out /var/tmp/proved $1 2>&1 | tail -n 60
      find /var/lib/qm-assurance 2> /dev/null || :
      """;

  @Test
  void runsTheCampaign(Partition partition) {
    AuditLog log = AuditLog.fromNow(partition.vm());

    Result result =
        partition
            .vm()
            .run(DEADLINE, "", "sh", "-c", CAMPAIGN, "sh", System.getProperty("qm.prove"));

    System.out.println(result.out());
    log.denials().stream().distinct().limit(40).forEach(System.out::println);
    assertThat(result.out()).contains("The result is in /var/tmp/proved");
  }
}
