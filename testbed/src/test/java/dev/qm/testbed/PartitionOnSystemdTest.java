package dev.qm.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The whole life of a partition on a host with systemd, Quadlet, cgroup v2 and SELinux in enforcing
 * mode, through the command that a user types. There is no network: the rootfs is an archive.
 */
@InVm
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PartitionOnSystemdTest {
  private static final String HOST_AGENT = "[bluechi-agent]\nNodeName=car\nManagerHost=10.0.0.1\n";
  private static final int FIRST = 1;
  private static final int RESTARTED = Integer.MAX_VALUE - 50;
  private static final int LAST = Integer.MAX_VALUE - 10;

  /** Tries what must fail; prints a word for what did not. */
  private static final String TRY =
      """
      mount -t devtmpfs -o ro none /mnt && echo devtmpfs
      mount -o remount,commit=77 /etc && echo superblock
      echo 1 >/proc/sys/kernel/sysrq && echo sysrq
      mount -o remount,rw /proc/sys
      echo 3 >/proc/sys/vm/swappiness && echo swappiness
      mknod /run/disk b 254 0 && echo node
      mknod /dev/disk b 254 0 && echo device
      date -s 12:00 && echo clock
      chrt -f 10 true && echo real-time
      touch /usr/lib/written && echo rootfs
      echo 4G >/sys/fs/cgroup/memory.max && echo limit
      true
      """;

  /**
   * Files of the host, without what changes by itself and Podman's own; size and owner tell an
   * edit.
   */
  private static final String FILES =
      """
      find / -xdev -regextype posix-extended \\
        -regex '/(proc|sys|dev|run|tmp|root|mnt|opt|var/(log|tmp|cache|lib/(systemd|containers)))' -prune -o \\
        -printf '%p %y %U:%G %m %l' \\( -type f -printf ' %s' -o -true \\) -printf '\\n' | sort
      """;

  /** What a container engine leaves while it runs; the empty /run/netns is Podman's for good. */
  private static final String TRACES =
      """
      cut -d' ' -f2,3 /proc/self/mounts | grep -vE '^(/proc/sys/fs/binfmt_misc|/run/netns) ' | sort
      ls /run/netns 2>/dev/null || true
      find /sys/fs/cgroup -maxdepth 2 -type d -name '*qm*' | sort
      for process in conmon crun aardvark-dns; do pgrep -x $process || true; done
      ls /sys/class/net
      """;

  private final List<String> before = new ArrayList<>();
  private String traces = "";
  private Result firstUp = new Result(List.of(), 0, "", "");

  @BeforeAll
  void fromNothingToRunning(Vm vm) {
    assumeTrue(
        QmProgram.image().isPresent(),
        "the runtime image of qm is not built (./qm version builds it): -Dqm.image=FOLDER");
    QmProgram.mount(vm);
    vm.write("/etc/bluechi/agent.conf", HOST_AGENT);
    olderPodman(vm);
    vm.shell(
            """
            mkdir -p /root/tiny/bin; cp /bin/busybox /root/tiny/bin/
            for name in sh sleep echo cat ip; do ln -s busybox /root/tiny/bin/$name; done
            tar -C /root/tiny -cf /root/tiny.tar .
            """)
        .out();
    before.addAll(files(vm));
    traces = vm.shell(TRACES).stdout();
    firstUp = vm.run(QmProgram.COMMAND, "up", "--yes", "--from", "/opt/qm/rootfs.tar");
    assertThat(firstUp.exitCode())
        .as(() -> firstUp + vm.run("journalctl", "-u", "qm", "-n", "50", "--no-pager").stdout())
        .isZero();
    qm(vm, "cp", "/root/tiny.tar", "qm:/var/tmp/tiny.tar").out();
    inside(vm, "podman", "import", "--quiet", "/var/tmp/tiny.tar", "localhost/tiny").out();
  }

  @Test
  @Order(FIRST)
  void upEndsWithAShortStatusAndThreeCommandsWorthTyping() {
    assertThat(firstUp.stdout())
        .contains("running", "run by      systemd", "kept apart  user namespace");
    assertThat(firstUp.stdout().lines().filter(line -> line.startsWith("  qm "))).hasSize(3);
  }

  @Test
  @Order(FIRST)
  void theHostStaysEnforcingAndItsServiceComesFromQuadlet(Vm vm) {
    assertThat(vm.run("getenforce").out()).isEqualTo("Enforcing");
    assertThat(vm.run("systemctl", "show", "-P", "SourcePath", "qm").out())
        .isEqualTo("/usr/share/containers/systemd/qm.container");
  }

  @Test
  void statusSaysHowItIsKeptApart(Vm vm) {
    String status = qm(vm, "status", "--json").out();

    assertThat(status)
        .contains(
            "\"state\" : \"running\"",
            "\"runner\" : \"systemd\"",
            "\"userNamespace\" : true",
            "\"oomScoreAdjust\" : 500",
            "\"failedUnits\" : [ ]");
  }

  @Test
  void aSecondUpChangesNothingAndSaysSo(Vm vm) {
    String pid = pid(vm);
    List<String> files = files(vm);

    Result again = qm(vm, "up");

    assertThat(again.out()).contains("nothing was changed");
    assertThat(again.stderr()).isEmpty();
    assertThat(pid(vm)).isEqualTo(pid);
    assertThat(difference(files, files(vm))).noneMatch(line -> !line.contains("/var/qm/"));
  }

  @Test
  void execHasTheWallsAndTheOomScoreOfThePartition(Vm vm) {
    String walls =
        "tr -d '\\0' <%1$s/attr/current; echo; cat %1$s/uid_map;"
            + " grep -E '^(Cap|Seccomp|NoNewPrivs)' %1$s/status";

    String printed =
        inside(
                vm,
                "sh",
                "-c",
                "systemctl is-system-running; cat /proc/self/oom_score_adj; "
                    + walls.formatted("/proc/self")
                    + "; echo ====; "
                    + walls.formatted("/proc/1"))
            .out();
    String process = printed.substring(0, printed.indexOf("===="));
    String init = printed.substring(printed.indexOf("====\n") + 5);

    assertThat(process).isEqualTo("running\n500\n" + init + "\n");
    assertThat(init)
        .contains(":qm_t:s0")
        .containsPattern("\\s0 1879048192\\s+1000000")
        .contains("CapBnd:\t000001fffebfffff", "Seccomp:\t2");
  }

  @Test
  void execPassesInputOutputAndExitCodesThrough(Vm vm) {
    assertThat(vm.runWithInput("word\n", "qm", "exec", "-i", "--", "cat").out()).isEqualTo("word");
    assertThat(vm.shell("qm exec -- true\necho 'not read'\n").out())
        .as("the rest of a script on standard input")
        .isEqualTo("not read");
    assertThat(inside(vm, "sh", "-c", "echo bad >&2; exit 7").stderr()).isEqualTo("bad\n");
    assertThat(inside(vm, "sh", "-c", "exit 7").exitCode()).isEqualTo(7);
    assertThat(inside(vm, "no-such-command").exitCode()).isEqualTo(127);
  }

  @Test
  void execWritesToAFileOfTheHostThatItsCallerOpened(Vm vm) {
    vm.shell("qm exec -- hostname >/root/hostname.out").out();

    assertThat(vm.run("cat", "/root/hostname.out").out()).isEqualTo("qm");
    assertThat(vm.run("stat", "-c", "%u", "/root/hostname.out").out()).isEqualTo("0");
  }

  @Test
  void aNestedContainerOfALocalImageHasANetworkAndALabelOfItsOwn(Vm vm) {
    String printed =
        inside(
                vm,
                "podman",
                "run",
                "--rm",
                "localhost/tiny",
                "/bin/sh",
                "-c",
                "ip -o -4 addr; cat /proc/self/attr/current")
            .out();

    assertThat(printed).contains("172.29.").contains(":qm_container_t:s0:c");
  }

  @Test
  void aQuadletInEtcQmIsAServiceThatDiesFirstAndAsAWhole(Vm vm) {
    vm.write(
        "/etc/qm/containers/systemd/app.container",
        """
        [Container]
        Image=localhost/tiny
        ContainerName=app
        Exec=/bin/sleep 3600
        StopTimeout=0
        """);

    inside(vm, "sh", "-c", "systemctl daemon-reload; systemctl start app.service").out();

    assertThat(
            qm(
                    vm,
                    "execin",
                    "app",
                    "--",
                    "cat",
                    "/proc/1/oom_score_adj",
                    "/proc/self/oom_score_adj")
                .out())
        .isEqualTo("750\n750");
    assertThat(
            inside(
                    vm,
                    "sh",
                    "-c",
                    "cat /sys/fs/cgroup/system.slice/app.service/libpod-payload-*/memory.oom.group")
                .out())
        .isEqualTo("1");
    assertThat(qm(vm, "execin", "app", "no-such-command").exitCode()).isEqualTo(127);
    inside(vm, "sh", "-c", "systemctl stop app.service; systemctl reset-failed app.service").out();
  }

  @Test
  void filesAreCopiedBothWays(Vm vm) {
    vm.write("/root/over", "over and back\n");

    qm(vm, "cp", "/root/over", "qm:/run/copied").out();
    qm(vm, "cp", "qm:/run/copied", "/root/back").out();

    assertThat(vm.run("cat", "/root/back").out()).isEqualTo("over and back");
    assertThat(inside(vm, "stat", "-c", "%u", "/run/copied").out()).isEqualTo("0");
  }

  @Test
  void logsShowThePartitionsJournal(Vm vm) {
    inside(vm, "sh", "-c", "printf 'evil \\033]0;owned\\007' | systemd-cat -t evil").out();
    inside(vm, "journalctl", "--sync").out();

    assertThat(qm(vm, "logs", "-n", "50").out()).contains("evil").doesNotContain("\u001b");
  }

  @Test
  void theAgentFollowsTheHostsAndTheUsersOwnFilesStay(Vm vm) {
    assertThat(vm.run("cat", "/etc/qm/bluechi/agent.conf").out())
        .contains("NodeName=qm.car", "ManagerHost=10.0.0.1");
  }

  /** The holes that capabilities and SELinux alone leave: device nodes, superblocks, sysctls. */
  @Test
  void theHostsKernelCannotBeReached(Vm vm) {
    String look =
        "findmnt -n -o OPTIONS /dev; findmnt -n -o OPTIONS /;"
            + " cat /proc/sys/kernel/sysrq /proc/sys/vm/swappiness; ls -l /dev | wc -l";
    String untouched = vm.shell(look).out();

    String tried = inside(vm, "sh", "-c", TRY).out();

    // date prints the time that it could not set
    assertThat(tried.lines().filter(line -> !line.contains(":"))).isEmpty();
    assertThat(vm.shell(look).out()).isEqualTo(untouched);
  }

  @Test
  @Order(RESTARTED)
  void normalOperationIsNeverDenied(Vm vm) {
    // what a test tried on purpose is no normal operation
    String denied =
        vm.shell(
                "grep -h denied /var/log/audit/audit.log | grep -E ':(qm_|podman_|unconfined_java)'"
                    + " | grep -vE 'comm=\"(mount|mknod|date|chrt|touch)\"' || true")
            .out();

    assertThat(denied).isEmpty();
  }

  @Test
  @Order(RESTARTED + 1)
  void aDropInOverridesAndTheAgentsFileIsRefreshedAtARestart(Vm vm) {
    vm.write("/etc/containers/systemd/qm.container.d/50-test.conf", "[Service]\nMemoryMax=256M\n");
    vm.write("/etc/bluechi/agent.conf", "[bluechi-agent]\nNodeName=truck\n");
    vm.write("/etc/qm/bluechi/agent.conf.d/50-mine.conf", "[bluechi-agent]\nLogLevel=DEBUG\n");

    qm(vm, "restart").out();

    assertThat(qm(vm, "status", "--json").out()).contains("\"memoryMaxBytes\" : " + (256L << 20));
    assertThat(vm.run("cat", "/etc/qm/bluechi/agent.conf").out()).contains("NodeName=qm.truck");
    assertThat(vm.run("cat", "/etc/qm/bluechi/agent.conf.d/50-mine.conf").out())
        .contains("LogLevel=DEBUG");
  }

  @Test
  @Order(RESTARTED + 2)
  void aMemoryHogInsideIsKilledWhateverItWritesToItsLimits(Vm vm) {
    vm.shell("systemd-run -q --unit=host-process sleep infinity").out();
    String kills = "sed -n 's/^oom_kill //p' /sys/fs/cgroup/qm.service/memory.events";
    long before = Long.parseLong(vm.shell(kills).out());

    Result hog =
        inside(
            vm,
            "sh",
            "-c",
            "echo max >/sys/fs/cgroup/memory.max; echo 4G >/sys/fs/cgroup/init.scope/memory.max;"
                + " head -c 600m /dev/zero | tail");

    // SIGKILL by the kernel, or SIGTERM when the systemd inside ends what the kernel left of it
    assertThat(hog.exitCode()).as(hog::toString).isIn(137, 143);
    assertThat(Long.parseLong(vm.shell(kills).out())).isGreaterThan(before);
    assertThat(vm.run("systemctl", "is-active", "host-process").out()).isEqualTo("active");
    assertThat(vm.run("cat", "/sys/fs/cgroup/qm.service/memory.max").out())
        .isEqualTo(Long.toString(256L << 20));
    assertThat(inside(vm, "systemctl", "is-system-running").out()).isEqualTo("running");
    vm.run("systemctl", "stop", "host-process").out();
  }

  @Test
  @Order(RESTARTED + 3)
  void systemdStartsAPartitionAgainThatEnds(Vm vm) {
    String pid = pid(vm);
    String restarts = vm.run("systemctl", "show", "-P", "NRestarts", "qm").out();

    vm.run("kill", "-9", pid).out();

    // no command waits for a counter; the VM's deadline ends this one
    vm.shell(
            "until [ \"$(systemctl show -P NRestarts qm)\" != %s ]; do sleep 0.2; done"
                .formatted(restarts))
        .out();
    vm.run("systemctl", "start", "qm").out();
    assertThat(inside(vm, "systemctl", "is-system-running").out()).isEqualTo("running");
    assertThat(pid(vm)).isNotEqualTo(pid);
  }

  @Test
  @Order(LAST)
  void downLeavesNoMountNoCgroupNoProcess(Vm vm) {
    qm(vm, "down").out();

    assertThat(vm.shell(TRACES).stdout()).isEqualTo(traces);
    assertThat(qm(vm, "status").exitCode()).isEqualTo(1);
    assertThat(inside(vm, "true").stderr()).contains("does not run").contains("qm up");
  }

  @Test
  @Order(LAST + 1)
  void aPodmanBefore5GetsTheServiceThatQmCompiles(Vm vm) {
    Result up = vm.run("env", "PATH=/opt/older:/usr/sbin:/usr/bin", "qm", "up", "--yes");

    assertThat(up.exitCode())
        .as(() -> up + vm.run("journalctl", "-u", "qm", "-n", "30", "--no-pager").stdout())
        .isZero();
    assertThat(vm.run("systemctl", "show", "-P", "FragmentPath", "qm").out())
        .isEqualTo("/etc/systemd/system/qm.service");
    assertThat(vm.run("systemctl", "is-enabled", "qm").out()).isEqualTo("enabled");
    assertThat(qm(vm, "status", "--json").out())
        .contains("\"userNamespace\" : true", "\"memoryMaxBytes\" : " + (256L << 20));
  }

  @Test
  @Order(LAST + 2)
  void removeLeavesTheMachineAsItWas(Vm vm) {
    vm.run("rm", "/etc/containers/systemd/qm.container.d/50-test.conf").out();

    qm(vm, "remove").out();

    vm.write("/etc/bluechi/agent.conf", HOST_AGENT);
    assertThat(vm.shell(TRACES).stdout()).isEqualTo(traces);
    assertThat(difference(before, files(vm))).isEmpty();
  }

  /**
   * A Podman that says it is 4.9, which has a Quadlet that knows no drop-ins, on a machine with
   * what goes with it.
   */
  private static void olderPodman(Vm vm) {
    vm.shell(
            """
            mkdir -p /opt/older /root/iptables/DEBIAN
            cat >/opt/older/podman <<'WRAPPER'
            #!/bin/sh
            [ "$*" != --version ] || { echo podman version 4.9.3; exit; }
            exec /usr/bin/podman "$@"
            WRAPPER
            chmod 755 /opt/older/podman
            chcon --reference=/usr/bin/podman /opt/older/podman
            printf '%s\\n' 'Package: iptables' 'Version: 1.8' 'Architecture: all' \\
              'Maintainer: nobody <nobody@localhost>' 'Description: test' >/root/iptables/DEBIAN/control
            dpkg-deb -b /root/iptables /root/iptables.deb
            dpkg -i /root/iptables.deb
            """)
        .out();
  }

  private static List<String> files(Vm vm) {
    return vm.shell(FILES).out().lines().toList();
  }

  private static List<String> difference(List<String> before, List<String> after) {
    Set<String> gone = new LinkedHashSet<>(before);
    Set<String> added = new LinkedHashSet<>(after);
    added.removeAll(gone);
    after.forEach(gone::remove);
    return Stream.concat(gone.stream().map("- "::concat), added.stream().map("+ "::concat))
        .toList();
  }

  private static String pid(Vm vm) {
    return vm.run("podman", "inspect", "-f", "{{.State.Pid}}", "qm").out();
  }

  private static Result inside(Vm vm, String... command) {
    return vm.run(words(new String[] {"qm", "exec", "--"}, command));
  }

  private static Result qm(Vm vm, String... command) {
    return vm.run(words(new String[] {"qm"}, command));
  }

  private static String[] words(String[] first, String... rest) {
    String[] words = Arrays.copyOf(first, first.length + rest.length);
    System.arraycopy(rest, 0, words, first.length, rest.length);
    return words;
  }
}
