package dev.qm.partition.ipc.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.cgroup.Cgroups;
import dev.qm.quadlet.generate.GeneratedService;
import dev.qm.quadlet.generate.Quadlet;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.Folders;
import dev.qm.quadlet.read.QuadletReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerCommandTest {
  private static final Cgroups UNIFIED = new Cgroups.V2(Path.of("/sys/fs/cgroup"), Set.of());

  @TempDir Path folder;
  private ServerCommand command;

  @BeforeEach
  void aServer() throws Exception {
    var units = folder.resolve("etc/containers/systemd");
    Files.createDirectories(units);
    Files.writeString(
        units.resolve("radio-server.container"),
        """
        [Container]
        Image=localhost/radio
        Exec=server
        ContainerName=%N
        Network=none
        SecurityLabelType=ipc_t
        SecurityLabelLevel=s0
        NoNewPrivileges=true
        Notify=true
        GlobalArgs=--log-level=error

        [Service]
        Type=notify
        Restart=always
        OOMScoreAdjust=-500
        """);
    command = new ServerCommand(service());
  }

  @Test
  void theServerRunsInTheForegroundWithoutWhatSystemdProvides() throws Exception {
    assertThat(command.argv(machine(UNIFIED, true, true), "/group"))
        .doesNotContain("-d", "--cgroups=split", "--sdnotify=container")
        .containsSubsequence("podman", "--cgroup-manager=cgroupfs", "--log-level=error", "run")
        .containsSubsequence("run", "--name", "radio-server", "--replace", "--rm")
        .contains("--cgroup-parent=/group", "--oom-score-adj=-500", "--ulimit=nofile=4096:4096")
        .endsWith("localhost/radio", "server");
  }

  @Test
  void theSocketArrivesAsDescriptorThreeWithTheRightProcessId() throws Exception {
    var argv = command.argv(machine(UNIFIED, true, true), "/group");

    assertThat(argv).startsWith("/bin/sh", "-c", "exec 3<&0 </dev/null; LISTEN_PID=$$ exec \"$@\"");
  }

  @Test
  void labelsStayWhereThereIsSelinuxAndGoWhereThereIsNone() throws Exception {
    assertThat(command.argv(machine(UNIFIED, true, true), "/group"))
        .contains("label=type:ipc_t", "label=level:s0");
    assertThat(command.argv(machine(UNIFIED, false, true), "/group"))
        .noneMatch(word -> word.contains("label="))
        .doesNotContain("--security-opt")
        .contains("--security-opt=no-new-privileges");
  }

  @Test
  void aScoreThatCannotBeLoweredIsLeftOutAndSaid() throws Exception {
    assertThat(command.argv(machine(UNIFIED, true, false), "/group"))
        .noneMatch(word -> word.startsWith("--oom-score-adj"));
    assertThat(command.notes(machine(UNIFIED, true, false)))
        .singleElement()
        .asString()
        .containsPattern("/radio-server\\.container:\\d+: OOMScoreAdjust=-500 .* sys_resource");
    assertThat(command.notes(machine(UNIFIED, true, true))).isEmpty();
  }

  @Test
  void onAHybridHostPodmanDoesNotSeeCgroup2() throws Exception {
    var hybrid =
        new Cgroups.Hybrid(Map.of(), Map.of(), Path.of("/sys/fs/cgroup/unified"), Set.of());

    assertThat(command.argv(machine(hybrid, true, true), "/group"))
        .containsSubsequence("unshare", "--mount", "/sys/fs/cgroup/unified", "podman", "run");
    assertThat(command.removal(machine(hybrid, true, true)))
        .containsSubsequence("/sys/fs/cgroup/unified", "podman", "rm")
        .endsWith("radio-server");
    assertThat(command.removal(machine(UNIFIED, true, true))).startsWith("podman");
  }

  @Test
  void withSystemdsOwnValuesAnEndIsFollowedByAStart() throws Exception {
    var policy = RestartPolicy.of(command.service().unit());

    assertThat(policy.restarts(0)).isTrue();
    assertThat(policy.restarts(1)).isTrue();
    assertThat(policy.pause()).hasMillis(100);
    assertThat(policy.burst()).isEqualTo(5);
    assertThat(policy.interval()).hasSeconds(10);
  }

  private GeneratedService service() {
    var units = QuadletReader.read(folder, Folders.system(folder)).units();
    var settings = Settings.rooted(folder).withPodman("podman");
    return Quadlet.generate(units, settings).services().getFirst();
  }

  private static ServerCommand.Machine machine(Cgroups cgroups, boolean labels, boolean scores) {
    return new ServerCommand.Machine(cgroups, "4096", labels, scores);
  }

  @Test
  void nothingOfTheUnitIsReadByAShell() throws Exception {
    var argv = command.argv(machine(UNIFIED, true, true), "/group");
    var scripts =
        IntStream.range(1, argv.size())
            .filter(i -> argv.get(i - 1).equals("-c"))
            .mapToObj(argv::get)
            .toList();

    assertThat(scripts).isEqualTo(List.of("exec 3<&0 </dev/null; LISTEN_PID=$$ exec \"$@\""));
  }
}
