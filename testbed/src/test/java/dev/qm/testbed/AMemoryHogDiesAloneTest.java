package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * What runs out of memory inside is killed, and nobody outside. The systemd inside counts it
 * against all commands of {@code qm exec}, so this comes after all that needs one that stays.
 */
@InVm(Phase.RESTARTS)
class AMemoryHogDiesAloneTest {

  @Test
  void aMemoryHogInsideIsKilledWhateverItWritesToItsLimits(Partition partition) {
    Vm vm = partition.vm();
    vm.shell("systemd-run -q --unit=host-process sleep infinity").out();
    String kills = "sed -n 's/^oom_kill //p' /sys/fs/cgroup/qm.service/memory.events";
    long before = Long.parseLong(vm.shell(kills).out());

    Result hog =
        partition.shell(
            "echo max >/sys/fs/cgroup/memory.max; echo 4G >/sys/fs/cgroup/init.scope/memory.max;"
                + " head -c 600m /dev/zero | tail >/dev/null");

    // SIGKILL by the kernel, or SIGTERM when the systemd inside ends what the kernel left of it
    assertThat(hog.exitCode()).as(hog::toString).isIn(137, 143);
    assertThat(Long.parseLong(vm.shell(kills).out())).isGreaterThan(before);
    assertThat(vm.run("systemctl", "is-active", "host-process").out()).isEqualTo("active");
    assertThat(vm.run("cat", "/sys/fs/cgroup/qm.service/memory.max").out())
        .isEqualTo(Long.toString(Partition.LESS));
    assertThat(partition.state())
        .as(() ->
            partition.shell("systemctl --failed --no-legend; journalctl -n 30 -p notice").stdout())
        .isEqualTo("running");
    vm.run("systemctl", "stop", "host-process").out();
  }
}
