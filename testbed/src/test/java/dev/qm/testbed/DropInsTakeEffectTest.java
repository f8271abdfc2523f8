package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** After {@code qm restart} the partition is what its drop-ins say. */
@InVm(Phase.CHANGED)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DropInsTakeEffectTest {

  @Test
  @Order(1)
  void aDropInOverridesAndTheAgentsFileIsRefreshedAtARestart(Partition partition) {
    assertThat(partition.qm("status", "--json").out())
        .contains("\"memoryMaxBytes\" : " + Partition.LESS);
    assertThat(partition.vm().run("cat", "/etc/qm/bluechi/agent.conf").out())
        .contains("NodeName=qm.truck");
    assertThat(partition.vm().run("cat", "/etc/qm/bluechi/agent.conf.d/50-mine.conf").out())
        .contains("LogLevel=DEBUG");
  }

  @Test
  @Order(2)
  void aQuadletInsideStartsAtTheBootOfThePartition(Partition partition) {
    assertThat(partition.exec("systemctl", "is-active", "app.service").out()).isEqualTo("active");
  }

  @Test
  @Order(3)
  void unitsThatAddOnsBringAreThereAndThePartitionIsWell(Partition partition) {
    assertThat(partition.state()).isEqualTo("running");
    // skipped while the speech program and the images of the two others are not there
    assertThat(
            partition
                .exec(
                    "systemctl",
                    "show",
                    "--property=LoadState",
                    "text2speech.socket",
                    "window-manager.service",
                    "ros2-rolling.service")
                .out())
        .isEqualTo("LoadState=loaded\n\nLoadState=loaded\n\nLoadState=loaded");
  }
}
