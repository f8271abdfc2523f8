package dev.qm.testbed;

import org.junit.jupiter.api.Test;

/** The capability is missing; the service manager of the host cannot be asked either. */
@InVm(Phase.ATTACKS)
class TheMachineCannotBeRebootedTest {

  /** Commands of reboot(2) that break nothing should they succeed: Ctrl-Alt-Del on. */
  private static final String[] REBOOT = {
    "call", "reboot", "0xfee1dead", "672274793", "0x89abcdef", "NULL"
  };

  @Test
  void theMachineCannotBeRebooted(Attack attack) {
    attack.inside(new Wall.MissingCapability(Capability.SYS_BOOT), REBOOT);
    attack.byLabelOnly(new Wall.Selinux("qm_t", "capability", "sys_boot"), REBOOT);
  }
}
