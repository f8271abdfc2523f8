package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * A socket that was moved out of /run/ipc, into a folder that a careless integrator shows to the
 * partition: the client that may use the door is denied here, and qm says why.
 */
@InVm(Phase.CHANGED)
class ASocketOutsideTheDoorTest {

  private static final String UNIT = "/etc/systemd/system/chat.socket";
  private static final String MOVED = Partition.ELSEWHERE + "/chat.sock";

  @Test
  void itsClientIsDeniedAndCheckAndListNameTheReason(Channels channels, Partition partition) {
    Vm vm = partition.vm();
    vm.run("sed", "-i.right", "s,^ListenStream=.*,ListenStream=" + MOVED + ",", UNIT).out();
    restartSocket(vm);
    try {
      AuditLog log = AuditLog.fromNow(vm);

      partition
          .exec(
              "podman",
              "run",
              "--detach",
              "--name=outside",
              "--network=none",
              "--security-opt=label=type:qm_container_ipc_t",
              "--volume=" + Partition.ELSEWHERE + ":" + Partition.ELSEWHERE,
              "--env=QM_IPC_SOCKET=" + MOVED,
              "localhost/qm-ipc-demo",
              "client")
          .out();

      assertThat(channels.awaitLine("outside", "^(no server|<- WELCOME).*"))
          .contains("Permission denied");
      assertThat(log.denials())
          .anyMatch(avc -> avc.rule().equals("qm_container_ipc_t -> qm_file_t dir { search }"));
      Result check = partition.qm("ipc", "check");
      assertThat(check.exitCode()).as(check::toString).isEqualTo(1);
      assertThat(check.stdout()).contains(UNIT + ":", "is not below /run/ipc", "not ipc_var_run_t");
      Result list = partition.qm("ipc", "list");
      assertThat(list.exitCode()).as(list::toString).isEqualTo(1);
      assertThat(list.stdout()).startsWith("finding: stream socket " + MOVED);
    } finally {
      partition.exec("podman", "rm", "--force", "--time=0", "--ignore", "outside").out();
      vm.run("mv", UNIT + ".right", UNIT).out();
      restartSocket(vm);
    }
    channels.awaitMessage("chat-client");
  }

  private static void restartSocket(Vm vm) {
    vm.run("systemctl", "daemon-reload").out();
    vm.run("systemctl", "restart", "chat.socket").out();
  }
}
