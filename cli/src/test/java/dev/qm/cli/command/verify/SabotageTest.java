package dev.qm.cli.command.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
          Container | Rootfs=/                                | own-rootfs             | words
          Container | Rootfs=/var/qm/rootfs:idmap             | own-rootfs             | words
          Container | Rootfs=/usr/lib/qm/rootfs:x/../../../.. | own-rootfs             | words
          Container | PodmanArgs=--rootfs /                   | own-rootfs             | words
          Container | Mount=type=glob,source=/run/p*,target=/x | host-sockets-engines  | mend
          Container | PodmanArgs=--mount 'type=bind,"src=/srv/a,b",dst=/x' | writable-mounts | mend
          Container | PodmanArgs=--mount type=bind,target=/srv | writable-mounts       | mend
          Container | PodmanArgs=-v /a:/b:O,upperdir=/c,workdir=/d | writable-mounts   | mend
          Container | Ulimit=RLIMIT_RTPRIO=9                  | realtime-limit         | mend
          """)
  void isFoundAtItsLineAndMended(String section, String line, String rule, String mend)
      throws Exception {
    var machine = Installed.in(folder);
    var dropIn = machine.write(DROP_IN, "[" + section + "]\n" + line + "\n");

    var found = machine.verify("--only", rule);

    assertThat(found.status()).as(found.out()).isEqualTo(1);
    assertThat(found.out()).contains(dropIn + ":2:1: error: ");
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
    assertThat(found.out()).contains(conf + ":2:1: error: ");
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
}
