package dev.qm.testbed;

import org.junit.jupiter.api.Test;

/** The time is the host's. */
@InVm(Phase.ATTACKS)
class TheClockCannotBeSetTest {

  @Test
  void theClockCannotBeSet(Attack attack) {
    attack.inside(new Wall.SeccompRule("clock_settime"), "clock");
    // the kernel would look at the pointer first
    attack.inside(new Wall.Seccomp("EPERM", "EFAULT"), "call", "clock_settime", "0", "NULL");
    attack.byLabelOnly(new Wall.Selinux("qm_t", "capability", "sys_time"), "clock");
  }

  @Test
  void norByTheOlderCall(Attack attack) {
    attack.inside(new Wall.SeccompRule("settimeofday"), "call", "settimeofday", "NULL", "NULL");
  }
}
