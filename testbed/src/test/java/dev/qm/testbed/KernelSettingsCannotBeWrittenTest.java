package dev.qm.testbed;

import org.junit.jupiter.api.Test;

/** The host's sysctls stay out of reach, also after /proc/sys has been made writable. */
@InVm(Phase.ATTACKS)
class KernelSettingsCannotBeWrittenTest {

  private static final Wall NAMESPACE = new Wall.UserNamespace(Capability.DAC_OVERRIDE);

  @Test
  void aSysctlCannotBeWrittenThroughAWritableMount(Attack attack) {
    String[] write = {"write", "/proc/sys/vm/swappiness", "3"};
    // MS_REMOUNT | MS_BIND: its own mount, so it may; what matters is the write behind it
    attack.by(Attacker.ROOT_INSIDE, "mount", "none", "/proc/sys", "none", "0x1020", "NULL");

    attack.inside(NAMESPACE, write);
    attack.byLabelOnly(new Wall.Selinux("sysctl_vm_t", "file", "write"), write);
  }

  @Test
  void theProgramThatTheKernelStartsForACrashCannotBeSet(Attack attack) {
    String[] write = {"write", "/proc/sys/kernel/core_pattern", "|/bin/sh"};

    attack.inside(NAMESPACE, write);
    attack.byLabelOnly(new Wall.Selinux("sysctl_kernel_t", "file", "write"), write);
  }

  @Test
  void magicKeysCannotBePressed(Attack attack) {
    // h prints the help
    String[] write = {"write", "/proc/sysrq-trigger", "h"};

    attack.inside(NAMESPACE, write);
    attack.byLabelOnly(new Wall.Selinux("sysctl_t", "file", "write"), write);
  }
}
