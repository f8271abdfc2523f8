package dev.qm.testbed;

import org.junit.jupiter.api.Test;

/** Nobody inside changes the policy, or whether it is enforced. */
@InVm(Phase.ATTACKS)
class SelinuxCannotBeChangedTest {

  private static final Wall NAMESPACE = new Wall.UserNamespace(Capability.DAC_OVERRIDE);

  @Test
  void enforcingCannotBeSwitchedOff(Attack attack) {
    String[] off = {"write", "/sys/fs/selinux/enforce", "0"};

    attack.insidePartition(NAMESPACE, off);
    attack.byLabelOnly(new Wall.Selinux("security_t", "security", "setenforce"), off);
  }

  @Test
  void aPolicyCannotBeLoaded(Attack attack) {
    String[] load = {"write", "/sys/fs/selinux/load", "policy"};

    attack.insidePartition(NAMESPACE, load);
    attack.byLabelOnly(new Wall.Selinux("security_t", "security", "load_policy"), load);
  }

  @Test
  void booleansCannotBeCommitted(Attack attack) {
    String[] commit = {"write", "/sys/fs/selinux/commit_pending_bools", "1"};

    attack.insidePartition(NAMESPACE, commit);
    attack.byLabelOnly(new Wall.Selinux("security_t", "security", "setbool"), commit);
  }

  /** So that a nested container has no way to these files: the mount cannot be passed on either. */
  @Test
  void theFileSystemOfThePolicyCannotBeMounted(Attack attack) {
    attack.inside(
        new Wall.UserNamespace(Capability.SYS_ADMIN),
        "mount",
        "none",
        "/var/attack",
        "selinuxfs",
        "0",
        "NULL");
  }
}
