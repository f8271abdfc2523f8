package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * {@code /run/ipc}, served by the safety side as ipc_t: a container inside that may use it gets an
 * answer across the user namespace, through a socket that is root's alone; nobody else does.
 */
@InVm(Phase.CHANGED)
class TheDoorBetweenTheSidesTest {

  private static final String CLIENT =
      """
      use Socket;
      socket(my $door, PF_UNIX, SOCK_STREAM, 0) or die;
      connect($door, sockaddr_un("%s")) or die "connect: $!\\n";
      syswrite($door, "hello");
      sysread($door, my $answer, 100);
      print "$answer\\n";
      """
          .formatted(Partition.DOOR);

  @Test
  void itsServerHasTheTypeOfTheSafetySide(Partition partition) {
    Vm vm = partition.vm();

    assertThat(vm.shell("cat /proc/$(systemctl show -P MainPID asil-ipc)/attr/current").out())
        .contains(":ipc_t:");
    assertThat(vm.run("stat", "-c", "%U:%G %a %C", Partition.DOOR).out())
        .startsWith("root:root 600 ")
        .endsWith(":ipc_var_run_t:s0");
  }

  @Test
  void aContainerThatMayUseItGetsAnAnswer(Partition partition) {
    assertThat(client(partition, "qm_container_ipc_t").out()).isEqualTo("asil: hello");
  }

  @Test
  void anyOtherContainerIsDeniedBySelinux(Partition partition) {
    AuditLog log = AuditLog.fromNow(partition.vm());

    Result result = client(partition, "qm_container_t");

    assertThat(result.exitCode()).isNotZero();
    assertThat(result.stderr()).contains("connect: Permission denied");
    assertThat(log.denials())
        .anyMatch(avc -> avc.rule().equals("qm_container_t -> ipc_var_run_t dir { search }"));
  }

  @Test
  void thePartitionItselfSeesTheOwnerButMayNotUseIt(Partition partition) {
    AuditLog log = AuditLog.fromNow(partition.vm());

    assertThat(partition.exec("stat", "-c", "%U:%G", Partition.DOOR).out()).isEqualTo("root:root");
    Result result = partition.exec("perl", "-e", CLIENT);

    assertThat(result.stderr()).contains("connect: Permission denied");
    assertThat(log.denials())
        .anyMatch(avc -> avc.rule().equals("qm_t -> ipc_var_run_t sock_file { write }"));
  }

  private static Result client(Partition partition, String type) {
    return partition.exec(
        "podman",
        "run",
        "--rm",
        "--network=none",
        "--security-opt=label=type:" + type,
        "--volume=/run/ipc:/run/ipc",
        "localhost/perl",
        "/usr/bin/perl",
        "-e",
        CLIENT);
  }
}
