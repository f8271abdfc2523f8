package dev.qm.testbed;

import org.junit.jupiter.api.Test;

/** QM never preempts the ASIL side. */
@InVm(Phase.ATTACKS)
class RealTimeSchedulingIsRefusedTest {

  @Test
  void aRealTimePolicyCannotBeSet(Attack attack) {
    // SCHED_FIFO without parameters: the kernel would look at them first
    attack.inside(
        new Wall.Seccomp("ENOSYS", "EINVAL"), "call", "sched_setscheduler", "0", "1", "NULL");
    attack.byLabelOnly(new Wall.Selinux("qm_t", "capability", "sys_nice"), "realtime");
  }

  @Test
  void aDeadlineCannotBeSet(Attack attack) {
    attack.inside(new Wall.Seccomp("ENOSYS", "EINVAL"), "call", "sched_setattr", "0", "NULL", "0");
  }
}
