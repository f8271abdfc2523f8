package dev.qm.testbed;

import org.junit.jupiter.api.Test;

/** No module, no other kernel, no access to ports and memory. */
@InVm(Phase.ATTACKS)
class KernelCodeCannotBeLoadedTest {

  @Test
  void aModuleCannotBeLoadedFromMemory(Attack attack) {
    String[] load = {"call", "init_module", "NULL", "0", "NULL"};

    attack.inside(new Wall.SeccompRule("init_module"), load);
    attack.byLabelOnly(new Wall.Selinux("qm_t", "capability", "sys_module"), load);
  }

  @Test
  void aModuleCannotBeLoadedFromAFile(Attack attack) {
    String[] load = {"call", "finit_module", "0", "NULL", "0"};

    attack.inside(new Wall.SeccompRule("finit_module"), load);
    attack.byLabelOnly(new Wall.Selinux("qm_t", "capability", "sys_module"), load);
  }

  @Test
  void anotherKernelCannotBeLoaded(Attack attack) {
    attack.inside(
        new Wall.SeccompRule("kexec_load"), "call", "kexec_load", "NULL", "0", "NULL", "0");
  }

  @Test
  void theKernelCannotBeProgrammed(Attack attack) {
    // BPF_PROG_LOAD
    attack.inside(new Wall.SeccompRule("bpf"), "call", "bpf", "5", "NULL", "0");
  }

  @Test
  void portsOfDevicesCannotBeOpened(Attack attack) {
    String[] open = {"call", "iopl", "3"};

    attack.inside(new Wall.SeccompRule("iopl"), open);
    attack.byLabelOnly(new Wall.Selinux("qm_t", "capability", "sys_rawio"), open);
  }

  @Test
  void theKernelsLogCannotBeCleared(Attack attack) {
    String[] clear = {"call", "syslog", "5", "NULL", "0"};

    attack.inside(new Wall.UserNamespace(Capability.SYSLOG), clear);
    attack.byLabelOnly(new Wall.Selinux("qm_t", "capability2", "syslog"), clear);
  }
}
