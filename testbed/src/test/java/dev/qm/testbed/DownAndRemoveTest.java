package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The way back: {@code qm down} leaves no trace in the kernel, {@code qm remove} none on disk. */
@InVm(Phase.REMOVAL)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DownAndRemoveTest {

  /** What the integrator gave it: add-ons, drop-ins, a channel. */
  @Test
  @Order(1)
  void whatItWasGivenCanBeTakenBack(Partition partition, Channels channels) {
    channels.takeBack(Channels.CHAT);
    partition.carefulAgain();
    partition.endWhatServedIt();

    partition.qm("restart").out();

    assertThat(partition.state()).as(partition::journal).isEqualTo("running");
  }

  @Test
  @Order(2)
  void downLeavesNoMountNoCgroupNoProcess(Partition partition) {
    partition.qm("down").out();

    assertThat(partition.traces()).isEqualTo(partition.tracesBefore());
    assertThat(partition.qm("status").exitCode()).isEqualTo(1);
    assertThat(partition.exec("true").stderr()).contains("does not run").contains("qm up");
  }

  @Test
  @Order(3)
  void aPodmanBefore5GetsTheServiceThatQmCompiles(Partition partition) {
    Vm vm = partition.vm();
    partition.lessMemory();

    Result up = vm.run("env", "PATH=/opt/older:/usr/sbin:/usr/bin", "qm", "up", "--yes");

    assertThat(up.exitCode()).as(() -> up + partition.journal()).isZero();
    assertThat(vm.run("systemctl", "show", "-P", "FragmentPath", "qm").out())
        .isEqualTo("/etc/systemd/system/qm.service");
    assertThat(vm.run("systemctl", "is-enabled", "qm").out()).isEqualTo("enabled");
    assertThat(partition.qm("status", "--json").out())
        .contains("\"userNamespace\" : true", "\"memoryMaxBytes\" : " + Partition.LESS);
  }

  @Test
  @Order(4)
  void whoRemovesThePackageRemovesThePartitionAndKeepsItsData(Partition partition) {
    partition.unchanged();
    Vm vm = partition.vm();

    String said = QmPackages.remove(vm, "qm").out();

    assertThat(said).contains("data stay in /etc/qm").doesNotContain("could not be taken away");
    assertThat(partition.traces()).isEqualTo(partition.tracesBefore());
    assertThat(vm.run("semodule", "-l").out()).isEqualTo(partition.modulesBefore());
    assertThat(vm.run("ls", "/usr/lib/qm", "/usr/share/qm").stdout()).isEmpty();
    assertThat(vm.run("cat", Partition.QUADLET).out()).contains("localhost/tiny");
  }

  @Test
  @Order(5)
  void removeLeavesTheMachineAsItWas(Partition partition) {
    QmPackages.offer(partition.vm());
    QmPackages.install(partition.vm(), "qm").out();
    partition.vm().run("systemctl", "daemon-reload").out();

    partition.vm().run("systemctl", "start", "qm").out();
    assertThat(partition.vm().run("systemctl", "is-active", "qm").stdout())
        .as("the state of what nobody has set up")
        .isEqualTo("inactive\n");
    assertThat(partition.qm("status").stdout()).contains("not set up yet");
    partition.qm("remove").out();

    partition.vm().write("/etc/bluechi/agent.conf", Partition.HOST_AGENT);
    assertThat(partition.traces()).isEqualTo(partition.tracesBefore());
    // with the labels of all files
    assertThat(partition.filesSinceBefore()).isEmpty();
  }
}
