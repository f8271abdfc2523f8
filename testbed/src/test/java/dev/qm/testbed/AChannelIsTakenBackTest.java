package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** {@code qm ipc remove}, and the commands that it prints: nothing of a channel is left. */
@InVm(Phase.CHANNEL_REMOVAL)
class AChannelIsTakenBackTest {

  @Test
  void withItsFilesItsUnitsAndItsSocket(Channels channels, Partition partition) {
    Vm vm = partition.vm();

    String printed = partition.qm("ipc", "remove", Channels.CHAT).out();

    assertThat(
            vm.shell(
                    "ls -d /etc/systemd/system/chat* /etc/systemd/system/*/chat* /etc/containers/systemd/chat*"
                        + " /etc/containers/systemd/qm.container.d/50-ipc.conf /etc/qm/containers/systemd/chat*"
                        + " 2>/dev/null || true")
                .out())
        .isEmpty();
    for (String line : printed.lines().filter(line -> line.startsWith("  ")).toList()) {
      vm.shell(line).out();
    }
    assertThat(vm.run("systemctl", "list-units", "--all", "--plain", "--no-legend", "chat*").out())
        .isEmpty();
    assertThat(vm.run("ls", "/run/ipc/chat").out()).isEmpty();
  }
}
