package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What [Service] of qm.container asks for is what the kernel holds the partition to. */
@InVm(Phase.NORMAL_OPERATION)
class LimitsAreLiveTest {

  private static final String GROUP = "/sys/fs/cgroup/qm.service/";

  @Test
  void theGroupIsBelowTheRootWhereItsWeightsCountAgainstTheHosts(Partition partition) {
    assertThat(partition.vm().run("systemctl", "show", "-P", "ControlGroup", "qm").out())
        .isEqualTo("/qm.service");
  }

  @Test
  void theControlGroupHasTheLimits(Partition partition) {
    String live =
        partition
            .vm()
            .shell(
                """
                cd /sys/fs/cgroup/qm.service
                for file in memory.max memory.high memory.swap.max cpu.idle cpu.weight io.weight pids.max \\
                    cgroup.max.descendants cgroup.max.depth; do
                  echo "$file $(<$file)"
                done
                """)
            .out();

    assertThat(live.lines())
        .containsExactly(
            "memory.max " + shareOfTheMemory(partition, 75),
            "memory.high " + shareOfTheMemory(partition, 70),
            "memory.swap.max 0",
            "cpu.idle 0",
            "cpu.weight 10",
            "io.weight default 50",
            "pids.max " + partition.vm().run("systemctl", "show", "-P", "TasksMax", "qm").out(),
            "cgroup.max.descendants 8192",
            "cgroup.max.depth 32");
  }

  @Test
  void aUserInsideHasSoManyNetworkNamespaces(Partition partition) {
    assertThat(partition.exec("cat", "/proc/sys/user/max_net_namespaces").out()).isEqualTo("256");
  }

  @Test
  void atMostHalfOfTheTasksThatTheKernelCanHave(Partition partition) {
    Vm vm = partition.vm();
    long threads = Long.parseLong(vm.run("cat", "/proc/sys/kernel/threads-max").out());

    assertThat(Long.parseLong(vm.run("cat", GROUP + "pids.max").out()))
        .isBetween(1000L, threads / 2 + 1);
  }

  @Test
  void everyProcessInsideDiesBeforeTheHosts(Partition partition) {
    String scores =
        partition
            .vm()
            .shell(
                "for pid in $(cat "
                    + GROUP
                    + "libpod-payload-*/{init.scope,system.slice/dbus.service}/cgroup.procs);"
                    + " do cat /proc/$pid/oom_score_adj; done")
            .out();

    // a service that asks for a lower score does not get it
    assertThat(scores.lines().map(Integer::valueOf)).isNotEmpty().allMatch(score -> score >= 500);
  }

  /** As systemd reckons: whole pages. */
  private static long shareOfTheMemory(Partition partition, int percent) {
    long kibibytes =
        Long.parseLong(
            partition
                .vm()
                .shell("sed -n 's/^MemTotal: *//p' /proc/meminfo")
                .out()
                .split(" ", 2)[0]);
    return kibibytes / 4 * percent / 100 * 4096;
  }
}
