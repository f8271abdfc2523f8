package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A machine is two nodes of BlueChi by what QM brings: its controller and its agent on the host,
 * and its agent in the partition, which SELinux keeps in a domain of its own.
 */
@InVm(Phase.NEIGHBOURS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TheAgentInsideTest {
  private static final String UNIT = "qm-bluechi-agent";

  @Test
  @Order(1)
  void aMachineJoinsWithBothNodes(Partition partition) {
    Vm vm = partition.vm();
    vm.run("rm", "/etc/bluechi/agent.conf").out();
    vm.write(
        "/etc/qm/systemd/system/once.service",
        "[Service]\nType=oneshot\nExecStart=/bin/sh -c 'echo done >/run/once'\n");

    partition.qm("bluechi", "configure", "--here", "--name", "car").out();
    vm.shell("systemctl reload dbus && systemctl enable --now qm-bluechi-controller").out();
    assertThat(partition.qm("up", "--yes", "--node", "car").out()).contains("qm restart ");
    // each is ready when it is registered
    vm.run("systemctl", "enable", "--now", UNIT).out();
    partition.qm("restart").out();

    assertThat(partition.exec("systemctl", "is-active", UNIT).out()).isEqualTo("active");
    assertThat(partition.qm("nodes").out())
        .containsPattern("(?m)^car +online")
        .containsPattern("qm\\.car +online");
  }

  @Test
  @Order(2)
  void aUnitInsideIsStartedByTheController(Partition partition) {
    assertThat(partition.qm("nodes", "start", "qm.car/once.service").out()).contains("done");

    assertThat(partition.exec("cat", "/run/once").out()).isEqualTo("done");
  }

  @Test
  @Order(3)
  void theAgentInsideHasADomainOfItsOwn(Partition partition) {
    String pid = partition.exec("systemctl", "show", "-P", "MainPID", UNIT).out();

    assertThat(partition.exec("cat", "/proc/" + pid + "/attr/current").out())
        .contains(":qm_bluechi_agent_t:");
  }

  @Test
  @Order(4)
  void aKilledAgentComesBack(Partition partition) {
    partition.exec("systemctl", "kill", "--signal=KILL", UNIT).out();
    partition
        .shell(
            """
            until [ "$(systemctl show -P NRestarts %1$s)" -ge 1 ]; do sleep 0.1; done
            # waits for the start that is under way
            systemctl start %1$s
            """
                .formatted(UNIT))
        .out();

    assertThat(partition.qm("nodes").out()).containsPattern("qm\\.car +online");
  }

  @Test
  @Order(5)
  void andWhatItDoesIsNeverDenied(Partition partition) {
    NothingIsDeniedInNormalOperationTest.assertNothingWasDenied(partition.vm());
  }

  @Test
  @Order(6)
  void rootInsideCannotChangeWhatItRunsFrom(Partition partition) {
    Result attempt =
        partition.shell(
            """
            mount -o remount,bind,rw /run/qm/programs
            touch /run/qm/programs/new /run/qm/programs/bluechi-agent/new && echo DONE
            echo x >>/run/qm/programs/bluechi-agent/bin/qm && echo DONE
            rm -f /run/qm/programs/bluechi-agent/bin/java && echo DONE
            true
            """);

    assertThat(attempt.out()).doesNotContain("DONE");
  }

  @Test
  @Order(7)
  void byASocketBothNodesNeedNoNetwork(Partition partition) {
    Vm vm = partition.vm();
    partition.qm("bluechi", "configure", "--here", "--name", "car", "--ipc").out();
    vm.shell(
            """
            systemctl daemon-reload
            systemctl restart qm-bluechi-controller
            systemctl enable --now qm-bluechi-relay
            systemctl restart qm-bluechi-agent
            """)
        .out();
    partition.qm("restart").out();

    assertThat(partition.exec("systemctl", "is-active", UNIT).out()).isEqualTo("active");
    assertThat(partition.qm("nodes").out())
        .containsPattern("(?m)^car +online")
        .containsPattern("qm\\.car +online");
    assertThat(vm.run("ss", "-tlnH").out()).doesNotContain(":842 ");
  }

  @Test
  @Order(8)
  void andThatIsNeverDeniedEither(Partition partition) {
    NothingIsDeniedInNormalOperationTest.assertNothingWasDenied(partition.vm());
  }
}
