package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The host's processes have no number inside, and the label forbids what a number would allow. */
@InVm(Phase.ATTACKS)
class HostProcessesCannotBeTouchedTest {

  @Test
  void noProcessOfTheHostIsVisible(Attack attack) {
    Attempt list = attack.by(Attacker.PRIVILEGED_CONTAINER, "list", "/proc");

    assertThat(list.answer())
        .as("its own PID 1 is")
        .contains(" 1 ")
        .doesNotContain(" " + attack.hostProcess() + " ");
  }

  @Test
  void aHostProcessCannotBeKilled(Attack attack) {
    String[] kill = {"kill", "9", attack.hostProcess()};

    attack.inside(new Wall.PidNamespace(), kill);
    attack.byLabelOnly(new Wall.Selinux("initrc_t", "process", "sigkill"), kill);
  }

  @Test
  void aHostProcessCannotBeTraced(Attack attack) {
    // PTRACE_ATTACH
    String[] trace = {"call", "ptrace", "16", attack.hostProcess(), "0", "0"};

    attack.inside(new Wall.PidNamespace(), trace);
    attack.byLabelOnly(new Wall.Selinux("initrc_t", "process", "ptrace"), trace);
  }
}
