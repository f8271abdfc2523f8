package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Whoever stops the partition or the machine, it runs again. */
@InVm(Phase.RESTARTS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ThePartitionComesBackTest {

  /** What systemd loads at boot, after its generators have read the drop-ins: modules-load.d(5). */
  private static final String SOUND = "/etc/modules-load.d/sound.conf";

  /** A service inside that takes 25 s to save what it has. */
  private static final String SLOW =
      """
      cat >/etc/systemd/system/slow.service <<'UNIT'
      [Service]
      ExecStart=/bin/sleep infinity
      ExecStop=/bin/sh -c 'sleep 25; echo saved >/var/saved'
      UNIT
      systemctl start slow
      """;

  @Test
  @Order(1)
  void afterSystemdRestartedItsServiceWithoutWhatRemovedAddOnsHadOpened(Partition partition) {
    partition.carefulAgain();
    String pid = partition.pid();
    partition.shell(SLOW).out();

    partition.vm().run("systemctl", "restart", "qm").out();

    assertRuns(partition);
    assertThat(partition.shell("cat /var/saved; rm /var/saved").stdout())
        .as("what an app inside needed time to save")
        .isEqualTo("saved\n");
    assertThat(partition.pid()).isNotEqualTo(pid);
    // the add-ons were removed before
    assertThat(partition.shell("ls -d /dev/video* /dev/snd /dev/input /dev/tty7 /dev/kvm").stdout())
        .isEmpty();
  }

  @Test
  @Order(2)
  void afterPodmanRestartedIt(Partition partition) {
    String pid = partition.pid();

    String restarts = restarts(partition);

    // systemd sees its process end, and answers with a start of its own
    partition.vm().run("podman", "restart", "qm").out();

    awaitRestart(partition, restarts);
    assertRuns(partition);
    assertThat(partition.pid()).isNotEqualTo(pid);
  }

  @Test
  @Order(3)
  void afterItsFirstProcessEnded(Partition partition) {
    Vm vm = partition.vm();
    String pid = partition.pid();
    String restarts = restarts(partition);

    vm.run("kill", "-9", pid).out();

    awaitRestart(partition, restarts);
    assertRuns(partition);
    assertThat(partition.pid()).isNotEqualTo(pid);
  }

  @Test
  @Order(4)
  void afterTheMachineRebootedWithADeviceWhoseDriverCameLate(
      Partition partition, Channels channels) {
    Vm vm = partition.vm();
    QmPackages.offer(vm);
    QmPackages.install(vm, "qm-mount-bind-sound").out();
    vm.write(SOUND, "snd-dummy\n");
    String boot = vm.run("cat", "/proc/sys/kernel/random/boot_id").out();

    vm.reboot();

    assertThat(vm.run("cat", "/proc/sys/kernel/random/boot_id").out()).isNotEqualTo(boot);
    assertThat(vm.run("getenforce").out()).isEqualTo("Enforcing");
    assertThat(vm.run("systemctl", "is-active", "qm").out()).isEqualTo("active");
    assertRuns(partition);
    assertThat(vm.run("stat", "-c", "%U:%G %a %C", "/run/ipc").out())
        .isEqualTo("root:root 755 system_u:object_r:ipc_var_run_t:s0");
    channels.awaitMessage("chat-client");
    assertThat(partition.shell("[ -c /dev/snd/controlC0 ] && echo there").out()).isEqualTo("there");
    QmPackages.remove(vm, "qm-mount-bind-sound").out();
    vm.run("rm", SOUND).out();
  }

  private static String restarts(Partition partition) {
    return partition.vm().run("systemctl", "show", "-P", "NRestarts", "qm").out();
  }

  private static void awaitRestart(Partition partition, String restarts) {
    // no command waits for a counter; the VM's deadline ends this one
    partition
        .vm()
        .shell(
            "until [ \"$(systemctl show -P NRestarts qm)\" != %s ]; do sleep 0.2; done"
                .formatted(restarts))
        .out();
    partition.vm().run("systemctl", "start", "qm").out();
  }

  /** With its quadlet, which its own systemd starts. */
  private static void assertRuns(Partition partition) {
    assertThat(partition.state()).as(partition::journal).isEqualTo("running");
    assertThat(partition.exec("systemctl", "is-active", "app.service").out()).isEqualTo("active");
  }
}
