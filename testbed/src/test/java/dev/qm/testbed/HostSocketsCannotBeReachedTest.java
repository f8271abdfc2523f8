package dev.qm.testbed;

import org.junit.jupiter.api.Test;

/** A socket of a host service outside /run/ipc, given away by a careless integrator. */
@InVm(Phase.ATTACKS)
class HostSocketsCannotBeReachedTest {

  @Test
  void aHostServiceCannotBeConnectedTo(Attack attack) {
    Wall.Selinux wall = new Wall.Selinux("container_file_t", "sock_file", "write");

    attack.insidePartition(wall, "connect", "/run/asil.socket");
    attack.byLabelOnly(wall, "connect", Attack.HOST_SOCKET);
  }

  @Test
  void theHostsServiceManagerCannotBeConnectedTo(Attack attack) {
    attack.byLabelOnly(
        new Wall.Selinux("init_runtime_t", "dir", "search"), "connect", "/run/systemd/private");
  }
}
