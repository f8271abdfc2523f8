package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What {@code qm ipc new} writes works as it is, under enforcing SELinux: between the two sides,
 * and inside the partition as two containers and as a pod. Who has another label is denied.
 */
@InVm(Phase.CHANNELS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ChannelsTest {

  @Test
  @Order(1)
  void messagesGoBothWaysAndNothingIsDenied(Channels channels) {
    // that there were messages both ways is what the channels waited for
    assertThat(channels.denied()).isEmpty();
  }

  @Test
  @Order(2)
  void theServerIsOfTheSafetySideAndItsSocketBehindTheDoor(Channels channels, Vm vm) {
    assertThat(vm.run("podman", "inspect", "-f", "{{.ProcessLabel}}", "chat-server").out())
        .isEqualTo("system_u:system_r:ipc_t:s0");
    assertThat(vm.run("systemctl", "show", "-P", "Type", "chat-server").out()).isEqualTo("notify");
    assertThat(vm.run("stat", "-c", "%U:%G %a %C", "/run/ipc/chat/chat.sock").out())
        .isEqualTo("root:root 600 system_u:object_r:ipc_var_run_t:s0");
  }

  @Test
  @Order(3)
  void eachChannelInsideHasCategoriesOfItsOwn(Channels channels, Partition partition) {
    String labels =
        partition
            .exec(
                "podman",
                "inspect",
                "-f",
                "{{.Name}} {{.ProcessLabel}}",
                "talk-server",
                "talk-client",
                "duo-server",
                "duo-client")
            .out();

    assertThat(labels.lines().map(line -> line.replaceFirst("-\\w+", "")).distinct()).hasSize(2);
    assertThat(labels.lines().map(ChannelsTest::categories).distinct()).hasSize(2);
  }

  @Test
  @Order(4)
  void listShowsWhoServesAndWhoIsConnected(Channels channels, Partition partition) {
    Result list = partition.qm("ipc", "list");

    assertThat(list.exitCode()).as(list::toString).isZero();
    assertThat(list.stdout()).contains("/run/ipc/chat/chat.sock", "chat-server", "chat-client");
    assertThat(list.stdout()).contains("talk-server", "talk-client");
  }

  @Test
  @Order(5)
  void checkFindsNothing(Channels channels, Partition partition) {
    Result check = partition.qm("ipc", "check");

    assertThat(check.exitCode()).as(check::toString).isZero();
  }

  @Test
  @Order(6)
  void anotherPairCannotReachTheSocketOfThisOne(Channels channels, Partition partition) {
    AuditLog log = AuditLog.fromNow(partition.vm());
    String mine = categories(label(partition, "duo-client"));
    String others = categories(label(partition, "talk-server"));

    partition
        .exec(
            "podman",
            "run",
            "--detach",
            "--name=intruder",
            "--network=none",
            "--security-opt=label=level:" + mine,
            "--volume=systemd-talk:/run/talk",
            "--env=QM_IPC_SOCKET=/run/talk/talk.sock",
            "localhost/qm-ipc-demo",
            "client")
        .out();

    assertThat(channels.awaitLine("intruder", "^(no server|<- WELCOME).*"))
        .contains("Permission denied");
    assertThat(log.denials())
        .anySatisfy(avc -> {
          assertThat(avc.source()).endsWith(":qm_container_t:" + mine);
          assertThat(avc.target()).endsWith(":qm_container_file_t:" + others);
        });
    partition.exec("podman", "rm", "--force", "--time=0", "intruder").out();
  }

  @Test
  @Order(7)
  void aClientWithAnotherLabelIsDeniedAndCheckSaysWhy(Channels channels, Partition partition) {
    Vm vm = partition.vm();
    AuditLog log = AuditLog.fromNow(vm);
    String file = "/etc/qm/containers/systemd/chat-client.container";
    vm.run("sed", "-i.right", "/^SecurityLabelType=/s/=.*/=qm_container_t/", file).out();
    try {
      restartClient(partition);

      assertThat(channels.awaitLine("chat-client", "^(no server|<- WELCOME).*"))
          .contains("Permission denied");
      assertThat(log.denials())
          .anyMatch(avc -> avc.rule().startsWith("qm_container_t -> ipc_var_run_t dir"));
      Result check = partition.qm("ipc", "check");
      assertThat(check.exitCode()).as(check::toString).isEqualTo(1);
      assertThat(check.stdout())
          .contains(file + ":", "qm_container_ipc_t", "note: SELinux denied java, qm_container_t");
    } finally {
      vm.run("mv", file + ".right", file).out();
      restartClient(partition);
    }
    channels.awaitMessage("chat-client");
  }

  @Test
  @Order(8)
  void removeTakesTheChannelsInsideBack(Channels channels, Partition partition) {
    List<String> printed = new ArrayList<>();
    for (String name : Channels.INSIDE) {
      partition.qm("ipc", "remove", name).out().lines().forEach(printed::add);
    }

    assertThat(partition.vm().shell("ls -p /etc/qm/containers/systemd | grep -v /").out().lines())
        .containsExactlyInAnyOrder("app.container", "chat-client.container");
    for (String line : printed) {
      if (line.startsWith("  ")) {
        partition.vm().shell(line).out();
      }
    }
    assertThat(partition.exec("podman", "ps", "--format={{.Names}}").out().lines())
        .containsExactlyInAnyOrder("app", "chat-client");
  }

  private static void restartClient(Partition partition) {
    partition.exec("systemctl", "daemon-reload").out();
    partition.exec("systemctl", "restart", "chat-client").out();
  }

  private static String label(Partition partition, String container) {
    return partition.exec("podman", "inspect", "-f", "{{.ProcessLabel}}", container).out();
  }

  private static String categories(String label) {
    return Pattern.compile("s0:c\\d+,c\\d+")
        .matcher(label)
        .results()
        .map(MatchResult::group)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no categories: " + label));
  }
}
