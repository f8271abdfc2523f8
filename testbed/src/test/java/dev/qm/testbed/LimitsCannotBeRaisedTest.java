package dev.qm.testbed;

import org.junit.jupiter.api.Test;

/** The limits are set one level above what the partition may write. */
@InVm(Phase.ATTACKS)
class LimitsCannotBeRaisedTest {

  @Test
  void theMemoryLimitCannotBeRaised(Attack attack) {
    attack.inside(new Wall.Cgroup(), "write", "/sys/fs/cgroup/memory.max", "max");
  }

  @Test
  void theNumberOfTasksCannotBeRaised(Attack attack) {
    attack.inside(new Wall.Cgroup(), "write", "/sys/fs/cgroup/pids.max", "max");
  }

  @Test
  void theShareOfTheProcessorCannotBeRaised(Attack attack) {
    attack.inside(new Wall.Cgroup(), "write", "/sys/fs/cgroup/cpu.idle", "0");
    attack.inside(new Wall.Cgroup(), "write", "/sys/fs/cgroup/cpu.weight", "10000");
  }

  @Test
  void theNumberOfControlGroupsCannotBeRaised(Attack attack) {
    attack.inside(new Wall.Cgroup(), "write", "/sys/fs/cgroup/cgroup.max.descendants", "max");
    attack.inside(new Wall.Cgroup(), "write", "/sys/fs/cgroup/cgroup.max.depth", "max");
  }

  @Test
  void theOomScoreCannotBeLowered(Attack attack) {
    attack.inside(
        new Wall.MissingCapability(Capability.SYS_RESOURCE),
        "write",
        "/proc/self/oom_score_adj",
        "-1000");
  }
}
