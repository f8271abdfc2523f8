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

  /** It would be served before all others of the disk, whatever IOWeight= says. */
  @Test
  void realTimeIoCannotBeAskedFor(Attack attack) {
    // IOPRIO_WHO_PROCESS, itself, IOPRIO_CLASS_RT; without the filter the capability is asked for
    attack.insideOnly(
        new Wall.Seccomp("ENOSYS", "EPERM"), "call", "ioprio_set", "1", "0", "0x2000");
  }
}
