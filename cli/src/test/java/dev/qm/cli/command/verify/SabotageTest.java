package dev.qm.cli.command.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Walls taken down one at a time, by one line of a drop-in: the right rule finds it at that line;
 * where a drop-in can close it the one that is written does, and taking it back opens it again.
 * What shows only in a running partition, {@code PartitionTest} takes down.
 */
class SabotageTest {
  private static final String DROP_IN = "etc/containers/systemd/qm.container.d/50-mine.conf";

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Service   | MemoryMax=infinity                      | memory-bound           | mend
          Service   | MemoryMax=                              | memory-bound           | mend
          Service   | MemoryHigh=infinity                     | memory-high            | mend
          Service   | MemoryHigh=80%                          | memory-high            | mend
          Container | Tmpfs=                                  | tmpfs-size             | mend
          Service   | OOMScoreAdjust=-900                     | oom-score              | mend
          Service   | OOMPolicy=stop                          | oom-policy             | mend
          Service   | CPUWeight=9000                          | cpu-weight             | mend
          Service   | Slice=machine.slice                     | cpu-weight-siblings    | mend
          Service   | MemoryMax=100%                          | memory-bound           | mend
          Service   | CPUSchedulingPolicy=rr                  | realtime-limit         | mend
          Container | UIDMap=0:0:4294967295                   | user-namespace         | words
          Container | UserNS=ns:/proc/1/ns/user               | user-namespace         | words
          Container | PodmanArgs=--unsetenv-all --privileged  | privileged             | mend
          Service   | LimitRTPRIO=50                          | realtime-limit         | mend
          Service   | IOWeight=500                            | io-weight              | mend
          Service   | TasksMax=                               | tasks-max              | mend
          Service   | LimitMSGQUEUE=infinity                  | message-queue-bytes    | mend
          Container | Network=host                            | network-namespace      | mend
          Container | PodmanArgs=--net host                   | network-namespace      | mend
          Container | PodmanArgs=--pid=host                   | pid-namespace          | mend
          Container | PodmanArgs=--ipc=host                   | ipc-namespace          | mend
          Container | PodmanArgs=--uts=host                   | uts-namespace          | mend
          Container | PodmanArgs=--cgroupns=host              | cgroup-namespace       | mend
          Container | PodmanArgs=--cgroups=disabled           | limits-apply           | mend
          Container | PodmanArgs=--cgroup-parent=/other       | limits-apply           | mend
          Container | PodmanArgs=--oom-kill-disable           | oom-kill-disable       | mend
          Container | PodmanArgs=--privileged                 | privileged             | mend
          Container | Volume=/srv:/srv:rshared                | mount-propagation      | mend
          Container | Volume=/srv/data:/srv/data              | writable-mounts        | mend
          Container | PodmanArgs=-v/srv:/srv                  | writable-mounts        | mend
          Container | PodmanArgs=--mount type=bind,src=/srv,dst=/srv | writable-mounts | mend
          Container | Volume=/run/podman:/run/podman          | host-sockets-engines   | mend
          Container | Volume=/run/systemd/private:/run/x      | host-sockets-systemd   | mend
          Container | Volume=/run/brake.sock:/run/b.sock:ro   | ipc-run-mounts         | mend
          Container | AddDevice=/dev/mem                      | device-memory          | mend
          Container | AddDevice=/dev/vda                      | device-disk            | mend
          Container | AddDevice=/dev/watchdog                 | device-watchdog        | mend
          Container | SecurityLabelDisable=true               | selinux-labels         | mend
          Container | SeccompProfile=unconfined               | call-filter            | mend
          Container | Unmask=ALL                              | masked-paths           | mend
          Container | ReadOnly=false                          | read-only-root         | mend
          Container | UserNS=host                             | user-namespace         | words
          Container | GlobalArgs=--hooks-dir /srv/hooks       | engine-options         | mend
          Container | GlobalArgs=--log-level=info --runtime=/srv/crun | engine-options | mend
          Container | ContainersConfModule=/srv/mine.conf     | engine-options         | mend
          Container | PodmanArgs=--conmon=/srv/conmon         | engine-options         | mend
          Service   | Environment=CONTAINER_HOST=unix:///srv/s | engine-options        | words
          Container | PodmanArgs=--volumes-from other         | own-volumes            | mend
          Container | PodmanArgs=-v./here:/here               | own-volumes            | mend
          Container | EnvironmentHost=true                    | host-environment       | mend
          Container | PodmanArgs=--env-host --init            | host-environment       | mend
          Container | PodmanArgs=-e *                         | host-environment       | mend
          Container | DropCapability=                         | cap-sys-resource       | mend
          Container | Rootfs=/                                | own-rootfs             | words
          Container | Rootfs=/var/qm/rootfs:idmap             | own-rootfs             | words
          Container | Rootfs=/usr/lib/qm/rootfs:x/../../../.. | own-rootfs             | words
          Container | PodmanArgs=--rootfs /                   | own-rootfs             | words
          Container | Mount=type=glob,source=/run/p*,target=/x | host-sockets-engines  | mend
          Container | PodmanArgs=--mount 'type=bind,"src=/srv/a,b",dst=/x' | writable-mounts | mend
          Container | PodmanArgs=--mount type=bind,target=/srv | writable-mounts       | mend
          Container | PodmanArgs=-v /a:/b:O,upperdir=/c,workdir=/d | writable-mounts   | mend
          Container | Ulimit=RLIMIT_RTPRIO=9                  | realtime-limit         | mend
          Container | PodmanArgs=$MORE                        | options-literal        | words
          Container | GlobalArgs=$MORE                        | options-literal        | words
          Container | Volume=${W}:/w                          | options-literal        | words
          Container | Volume=/srv/%H:/x:ro                    | options-literal        | words
          Container | PodmanArgs=$MORE --privileged           | privileged             | mend
          Container | PodmanArgs=${MORE} --pid=host           | pid-namespace          | mend
          Container | PodmanArgs=%H --net host                | network-namespace      | mend
          Container | Volume=%h:/x                            | writable-mounts        | mend
          Container | Volume=%t/podman:/run/podman            | host-sockets-engines   | mend
          Container | PodmanArgs=-v %t/systemd/private:/run/x | host-sockets-systemd   | mend
          Container | UserNS=${X}                             | user-namespace         | words
          Container | PodmanArgs=--volume %h/a:/x --init      | writable-mounts        | mend
          Container | PodmanArgs=--init -v=%S/a%%b:/x         | writable-mounts        | mend
          Container | PodmanArgs=--init -v%t:/x               | writable-mounts        | mend
          """)
  void isFoundAtItsLineAndMended(String section, String line, String rule, String mend)
      throws Exception {
    var machine = Installed.in(folder);
    var dropIn = machine.write(DROP_IN, "[" + section + "]\n" + line + "\n");

    var found = machine.verify("--only", rule);

    assertThat(found.status()).as(found.out()).isEqualTo(1);
    assertThat(found.out()).contains(machine.named(dropIn) + ":2:1: error: ");
    if (mend.equals("words")) {
      return;
    }
    assumeThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
        .as("drop-ins of the host are root's to write")
        .isEqualTo(0);
    machine.verify("--only", rule, "--mend", "--yes");
    var mended = machine.verify("--only", rule);
    assertThat(mended.status()).as(mended.out()).isZero();
    machine.verify("--undo");
    assertThat(machine.verify("--only", rule).out()).isEqualTo(found.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          pidns = "host"                                   | pid-namespace        | mend
          ipcns = "host"                                   | ipc-namespace        | mend
          utsns = "host"                                   | uts-namespace        | mend
          cgroupns = "host"                                | cgroup-namespace     | mend
          userns = "host"                                  | user-namespace       | words
          privileged = true                                | privileged           | mend
          env_host = true                                  | host-engine-defaults | mend
          volumes = ["/srv:/srv"]                          | writable-mounts      | words
          volumes = ["/srv:/srv:ro"]                       | host-engine-defaults | words
          mounts = ['type=bind,"src=/run",dst=/r']         | host-sockets-engines | words
          devices = [ "/dev/mem", ]                        | device-memory        | words
          "devices" = ["/dev/vda"]                         | device-disk          | words
          default_ulimits = ["RLIMIT_RTPRIO=50:50"]        | realtime-limit       | words
          oom_score_adj = -900                             | oom-score            | words
          """)
  void aDefaultOfTheHostsPodmanIsFoundAtItsLineAndSaidOtherwise(
      String line, String rule, String mend) throws Exception {
    var machine = Installed.in(folder);
    var conf = machine.write("etc/containers/containers.conf", "[containers]\n" + line + "\n");

    var found = machine.verify("--only", rule);

    assertThat(found.status()).as(found.out()).isEqualTo(1);
    assertThat(found.out()).contains(machine.named(conf) + ":2:1: error: ");
    if (mend.equals("words")) {
      return;
    }
    assumeThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
        .as("drop-ins of the host are root's to write")
        .isEqualTo(0);
    machine.verify("--only", rule, "--mend", "--yes");
    var mended = machine.verify("--only", rule);
    assertThat(mended.status()).as(mended.out()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          netns = "host"                   | network-namespace
          cgroups = "disabled"             | limits-apply
          seccomp_profile = "unconfined"   | call-filter
          pids_limit = 0                   | host-engine-defaults
          volumes = ["/srv:/etc:rw"]       | writable-mounts
          """)
  void whatTheQuadletSaysItselfNoDefaultChanges(String line, String rule) throws Exception {
    var machine = Installed.in(folder);
    var without = machine.verify("--only", rule).out();
    machine.write("usr/share/containers/containers.conf", "[containers]\n" + line + "\n");

    assertThat(machine.verify("--only", rule).out()).isEqualTo(without);
  }

  /** systemd reads these after every drop-in of the quadlet, so none of those would close them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          etc/systemd/system/qm.service.d/override.conf             | MemoryMax=infinity         | memory-bound        | reverted
          etc/systemd/system.control/qm.service.d/50-MemoryMax.conf | MemoryMax=infinity         | memory-bound        | reverted
          run/systemd/system.control/qm.service.d/50-MemoryMax.conf | MemoryMax=100%             | memory-bound        | reverted
          run/systemd/transient/qm.service.d/50-OOM.conf            | OOMScoreAdjust=-900        | oom-score           | reverted
          etc/systemd/system.attached/qm.service.d/10.conf          | OOMPolicy=stop             | oom-policy          | reverted
          run/systemd/system/qm.service.d/10.conf                   | CPUWeight=9000             | cpu-weight          | reverted
          run/systemd/generator.late/qm.service.d/10.conf           | Slice=machine.slice        | cpu-weight-siblings | taken out
          usr/lib/systemd/system/qm.service.d/10.conf               | CPUSchedulingPolicy=rr     | realtime-limit      | taken out
          etc/systemd/system/service.d/10.conf                      | LimitRTPRIO=50             | realtime-limit      | taken out
          usr/local/lib/systemd/system/service.d/10.conf            | IOWeight=500               | io-weight           | taken out
          etc/systemd/system/qm.service.d/override.conf             | LimitMSGQUEUE=infinity     | message-queue-bytes | reverted
          etc/systemd/system/qm.service.d/override.conf             | TasksMax=                  | tasks-max           | reverted
          etc/systemd/system/qm.service.d/override.conf             | MemoryMax=                 | memory-bound        | reverted
          etc/systemd/system/qm.service.d/override.conf             | ExecStart=/bin/podman run x | service-drop-ins   | reverted
          etc/systemd/system/qm.service.d/override.conf             | ExecStartPre=              | service-drop-ins    | reverted
          etc/systemd/system/qm.service.d/override.conf             | User=nobody                | service-drop-ins    | reverted
          etc/systemd/system/service.d/10.conf                      | RootDirectory=/srv         | service-drop-ins    | taken out
          """)
  void ofTheServiceItselfIsFoundAtItsLineAndMendedInWords(
      String file, String line, String rule, String how) throws Exception {
    var machine = Installed.in(folder);
    var dropIn = machine.write(file, "[Service]\n" + line + "\n");

    var found = machine.verify("--only", rule);

    assertThat(found.status()).as(found.out()).isEqualTo(1);
    assertThat(found.out())
        .contains("mend: take " + line + " out of " + machine.named(dropIn) + ":2");
    assertThat(found.out().contains("systemctl revert qm.service"))
        .as(found.out())
        .isEqualTo(how.equals("reverted"));
    if (!line.endsWith("Max=")) {
      assertThat(found.out()).contains(machine.named(dropIn) + ":2:1: error: ");
    }
    assertThat(machine.verify("--only", rule, "--mend", "--yes").out())
        .contains("no drop-in closes what was found");
    Files.delete(dropIn);
    var mended = machine.verify("--only", rule);
    assertThat(mended.status()).as(mended.out()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"data.volume:/data:ro", "systemd-data:/data:ro"})
  void aVolumeThatAUnitMakesOfAFolderIsFoundAtTheLineOfThatUnit(String volume) throws Exception {
    var machine = Installed.in(folder);
    machine.dropIn("[Container]\nVolume=" + volume + "\n");
    var unit =
        machine.write(
            "etc/containers/systemd/data.volume", "[Volume]\nDevice=/run\nOptions=bind\n");

    var found = machine.verify("--only", "own-volumes");

    assertThat(found.status()).as(found.out()).isEqualTo(1);
    assertThat(found.out()).contains(machine.named(unit) + ":2:1: error: the volume systemd-data");
    assumeThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
        .as("drop-ins of the host are root's to write")
        .isEqualTo(0);
    machine.verify("--only", "own-volumes", "--mend", "--yes");
    var mended = machine.verify("--only", "own-volumes");
    assertThat(mended.status()).as(mended.out()).isZero();
  }

  @Test
  void whatTheHostsFilesForEveryContainerSayIsFoundAtItsLine() throws Exception {
    var machine = Installed.in(folder);
    machine.write("etc/keys", "secret\n");
    var mounts = machine.write("etc/containers/mounts.conf", "#\n/etc/keys:/etc/keys\n");
    var storage =
        machine.write("etc/containers/storage.conf", "[storage]\ngraphroot = \"/var/qm/x\"\n");

    assertThat(machine.verify("--only", "default-mounts").out())
        .contains(machine.named(mounts) + ":2:1: error: ");
    assertThat(machine.verify("--only", "host-storage").out())
        .contains(machine.named(storage) + ":2:1: error: ");
  }

  @Test
  void aDeviceThatTheNameOfTheServiceSpellsIsFound() throws Exception {
    var machine = Installed.in(folder);
    var dropIn = machine.dropIn("[Container]\nServiceName=mem\nAddDevice=/dev/%N\n");

    assertThat(machine.verify("--only", "device-memory").out())
        .contains(machine.named(dropIn) + ":3:1: error: ");
  }

  @Test
  void aUnitFileInPlaceOfTheGeneratedOneIsFound() throws Exception {
    var machine = Installed.in(folder);
    var unit = machine.write("etc/systemd/system/qm.service", "[Service]\nExecStart=/bin/true\n");

    var found = machine.verify("--only", "service-drop-ins");

    assertThat(found.status()).as(found.out()).isEqualTo(1);
    assertThat(found.out())
        .contains(machine.named(unit) + ": error: a unit file hides")
        .contains("take the file");
  }

  @Test
  void aServiceOfAnotherNameHasTheDropInsOfThatName() throws Exception {
    var machine = Installed.in(folder);
    machine.dropIn("[Container]\nServiceName=cell\n\n[Install]\nAlias=zelle.service\n");
    var own =
        machine.write("etc/systemd/system/cell.service.d/1.conf", "[Service]\nCPUWeight=9000\n");
    var alias = machine.write("etc/systemd/system/zelle.service.d/2.conf", "[Service]\nUser=x\n");
    machine.write("etc/systemd/system/qm.service.d/3.conf", "[Service]\nUser=y\n");

    assertThat(machine.verify("--only", "cpu-weight").out())
        .contains(machine.named(own) + ":2:1: error: ")
        .contains("systemctl revert cell.service");
    assertThat(machine.verify("--only", "service-drop-ins").out())
        .contains(machine.named(alias) + ":2:1: error: ")
        .doesNotContain("3.conf");
  }

  /** What is not a remark in the files that Debian and Fedora bring. */
  @Test
  void whatDistributionsWriteThereIsNoFinding() throws Exception {
    var machine = Installed.in(folder);
    var without = machine.verify().out();
    machine.write(
        "usr/share/containers/containers.conf",
        """
        [containers]
        default_capabilities = [
          "CHOWN",
          "DAC_OVERRIDE",
          "KILL",
        ]
        default_sysctls = [
          "net.ipv4.ping_group_range=0 0",
        ]
        [secrets.opts]
        [engine.runtimes]
        #crun = [ "/usr/bin/crun" ]
        """);

    assertThat(machine.verify().out()).isEqualTo(without);
  }
}
