package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code qm up} on a machine with systemd, Quadlet and SELinux. */
@InVm(Phase.NORMAL_OPERATION)
class UpOnSystemdTest {

  @Test
  void upEndsWithAShortStatusAndThreeCommandsWorthTyping(Partition partition) {
    String up = partition.firstUp();

    assertThat(up).contains("running", "run by      systemd", "kept apart  user namespace");
    assertThat(up.lines().filter(line -> line.startsWith("  qm "))).hasSize(3);
  }

  @Test
  void theHostStaysEnforcingAndItsServiceComesFromQuadlet(Partition partition) {
    assertThat(partition.vm().run("getenforce").out()).isEqualTo("Enforcing");
    assertThat(partition.vm().run("systemctl", "show", "-P", "SourcePath", "qm").out())
        .isEqualTo("/usr/share/containers/systemd/qm.container");
  }

  @Test
  void statusSaysHowItIsKeptApart(Partition partition) {
    assertThat(partition.qm("status", "--json").out())
        .contains(
            "\"state\" : \"running\"",
            "\"runner\" : \"systemd\"",
            "\"userNamespace\" : true",
            "\"oomScoreAdjust\" : 500",
            "\"failedUnits\" : [ ]");
  }

  @Test
  void aSecondUpChangesNothingAndSaysSo(Partition partition) {
    String pid = partition.pid();
    List<String> files = partition.files();

    Result again = partition.qm("up");

    assertThat(again.out()).contains("nothing was changed");
    assertThat(again.stderr()).isEmpty();
    assertThat(partition.pid()).isEqualTo(pid);
    assertThat(Partition.difference(files, partition.files()))
        .noneMatch(line -> !line.contains("/var/qm.private/"));
  }

  /** As services of distributions do; a denial of it would be found when the log is looked at. */
  @Test
  void aServiceInsideMayFenceItselfIn(Partition partition) {
    Result fenced =
        partition.exec(
            "systemd-run",
            "--quiet",
            "--wait",
            "--pipe",
            "--property=DynamicUser=yes",
            "--property=ProtectSystem=strict",
            "--property=ProtectKernelTunables=yes",
            "--property=PrivateNetwork=yes",
            "sh",
            "-c",
            "id -u; touch /var/x 2>&1; true");

    assertThat(fenced.out()).matches("6\\d{4}\n.*Read-only file system");
  }

  @Test
  void theAgentInsideFollowsTheHosts(Partition partition) {
    assertThat(partition.vm().run("cat", "/etc/qm/bluechi/agent.conf").out())
        .contains("NodeName=qm.car", "ManagerHost=10.0.0.1");
  }
}
