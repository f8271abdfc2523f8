package dev.qm.partition.run;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.cgroup.CgroupTree;
import dev.qm.host.cgroup.CgroupUsage;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.host.cgroup.Pressure;
import dev.qm.host.file.Bounded;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a running partition is like right now, read from the kernel and from its own systemd.
 *
 * @param state its systemd's word: systemctl(1), is-system-running
 * @param failedUnits names that the partition chose: not to be printed raw
 * @param uptime since its PID 1 started
 * @param oomScore {@code oom_score_adj} of its PID 1
 * @param userNamespace whether its processes have user ids of their own, as the kernel has it
 * @param usage of its control group, with its limits
 * @param pressure empty where the kernel does not count it
 */
public record PartitionStatus(
    Instance instance,
    String state,
    List<String> failedUnits,
    Duration uptime,
    int oomScore,
    boolean userNamespace,
    CgroupUsage usage,
    Optional<Pressure> pressure) {
  public PartitionStatus {
    failedUnits = List.copyOf(failedUnits);
  }

  /** Looks at {@code instance}. */
  public static PartitionStatus of(Instance instance) throws HostException {
    var outcome = Execution.of(instance, "systemctl", "is-system-running").prepared().run();
    var word = outcome.output().strip();
    var state = word.isEmpty() ? "starting" : word;
    var group = group(instance);
    try {
      return new PartitionStatus(
          instance,
          state,
          state.equals("degraded") ? Readiness.failedUnits(instance) : List.of(),
          uptime(instance),
          Integer.parseInt(Bounded.text(instance.proc("oom_score_adj")).strip()),
          instance.hasOwnUsers(),
          group.usage(),
          Pressure.read(group.pressure()));
    } catch (IOException gone) {
      throw new HostException("the partition ended while it was looked at", gone);
    }
  }

  /** The group that carries the partition's limits: the service's, or the standalone runner's. */
  public static CgroupTree group(Instance instance) throws HostException {
    return CgroupTree.at(Cgroups.probe(Root.HOST), Runner.of(instance.spec()).cgroup(instance));
  }

  /** The group of the partition's processes themselves, which lies below the other. */
  public static CgroupTree ownGroup(Instance instance) throws HostException {
    return instance.cgroup().isEmpty()
        ? group(instance)
        : CgroupTree.at(Cgroups.probe(Root.HOST), instance.cgroup());
  }

  /** From the start time of PID 1, in hundredths of a second since boot: proc_pid_stat(5). */
  private static Duration uptime(Instance instance) throws IOException {
    var now = Bounded.text(Path.of("/proc/uptime"));
    var seconds = Double.parseDouble(now.substring(0, now.indexOf(' ')));
    return Duration.ofMillis((long) (1000 * seconds) - 10 * Instance.startTime(instance.pid()));
  }
}
