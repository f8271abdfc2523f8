package dev.qm.cli.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qm.cli.launcher.Shell;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The whole life of a partition on this very machine, through the command that a user types: from
 * nothing to running, what it may and may not do while it runs, and away again.
 */
@Tag("partition")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PartitionTest {
  private static final Path TREE = Path.of("..").toAbsolutePath().normalize();
  private static final Path DROP_IN =
      Path.of("/etc/containers/systemd/qm.container.d/50-acceptance-test.conf");

  /** A virtual terminal that nothing uses; the partition gets it. */
  private static final Path DEVICE = Path.of("/dev/tty20");

  /** In the order in which one requires the other. */
  private static final List<String> ADD_ONS =
      List.of("mount-bind-sound", "text2speech", "img-tempdir", "ros2-rolling", "oci-hooks");

  private static final String FROM_ARGUMENTS =
      "printf '%s\\n' \"$@\" | ./qm exec -i -- perl /var/tmp/attacker.pl";

  private static final int FIRST = 1;
  private static final int LAST = Integer.MAX_VALUE - 1;

  private MachineState before;
  private final Channel channel = new Channel(TREE);
  private String firstUp = "";
  private String firstNotes = "";
  private boolean ours;
  private Crossings crossings;

  @BeforeAll
  void fromNothingToRunning() throws Exception {
    assumeTrue(
        Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid")),
        "a partition needs root");
    for (var taken : List.of("/usr/lib/qm", "/etc/qm", "/var/qm", "/var/lib/qm")) {
      assumeTrue(
          !Files.exists(Path.of(taken)),
          "this machine has a partition of its own, which a test will not touch: " + taken);
    }
    ours = true;
    before = MachineState.now();
    crossings = new Crossings();
    var up = qm("up", "--yes");
    assertThat(up.status()).as(up.err()).isZero();
    firstUp = up.out();
    firstNotes = up.err();
    // a bound that the machine's other work does not feel, for the tests that go over it
    channel.declare();
    Files.writeString(
        DROP_IN,
        "[Service]\nMemoryMax=384M\n" + crossings.volumes() + "AddDevice=-" + DEVICE + "\n");
    for (var name : ADD_ONS) {
      var addon = qm("addon", "install", name);
      assertThat(addon.status()).as(addon.err()).isZero();
    }
    var restart = qm("restart");
    assertThat(restart.status()).as(restart.err()).isZero();
    nestedImage();
  }

  @AfterAll
  void whateverHappensTheMachineIsFreeAgain() throws Exception {
    if (ours) {
      qm("remove");
      Files.deleteIfExists(DROP_IN);
      channel.remove();
      crossings.close();
    }
  }

  @Test
  @Order(FIRST)
  void upEndsWithAShortStatusAndThreeCommandsWorthTyping() {
    assertThat(firstUp).contains("running").contains("memory").contains("tasks");
    assertThat(firstUp.lines().filter(line -> line.startsWith("  qm "))).hasSize(3);
  }

  @Test
  void withoutAUserNamespaceUpSaysOnceWhatThatIsNotFor() {
    assumeTrue(firstUp.contains("no user namespace"), "this machine gives the partition its own");

    assertThat(firstNotes).containsOnlyOnce("not for use beside ASIL software");
  }

  @Test
  void verifyNamesWhatPlainModeLeavesOpen() throws Exception {
    assumeTrue(firstUp.contains("no user namespace"), "this machine gives the partition its own");

    var verify = qm("verify");

    assertThat(verify.status()).as(verify.err()).isEqualTo(1);
    assertThat(verify.out())
        .contains(
            "[user-namespace]",
            "[kernel-devtmpfs]",
            "[kernel-settings]",
            "[kernel-objects-sysfs]",
            "[kernel-debugfs]",
            "[kernel-binfmt-misc]",
            "[cap-sys-admin]",
            "[cap-mknod]",
            "[call-io-priority-of-requests]",
            "[device-console]",
            "[user-counts]");
  }

  @Test
  void verifyFindsALimitThatWasChangedByHand() throws Exception {
    var tasks = Path.of("/sys/fs/cgroup/pids/qm/pids.max");
    assumeTrue(Files.exists(tasks), "the group is named so on cgroup v1 without systemd");
    var before = Files.readString(tasks);
    assertThat(qm("verify", "--only", "tasks-max,limits-as-asked").out()).contains("pass");
    Files.writeString(tasks, "max");
    try {
      assertThat(qm("verify", "--only", "tasks-max,limits-as-asked").out())
          .contains(tasks + ": error: ", "[tasks-max]", "[limits-as-asked]");
    } finally {
      Files.writeString(tasks, before.strip());
    }
  }

  @Test
  void verifyFindsAProcessThatSomebodyStartedPastQm() throws Exception {
    var own = Path.of("/run/qm/mnt");
    assumeTrue(Files.exists(own), "where Podman has no mount namespace of its own");
    var id =
        qm("show", "container", "--json").out().replaceAll("(?s).*\"id\" : \"(\\w+)\".*", "$1");
    var started =
        new ProcessBuilder(
                "nsenter", "--mount=" + own, "crun", "exec", id, "sh", "-c", "echo here; exec cat")
            .redirectErrorStream(true)
            .start();
    try (var says = started.inputReader()) {
      assertThat(says.readLine()).isEqualTo("here");
      assertThat(qm("verify", "--only", "oom-score-live").out())
          .contains("has the score 0, not 500 [oom-score-live]");
    } finally {
      started.destroy();
      started.waitFor();
    }
    assertThat(qm("verify", "--only", "oom-score-live").status()).isZero();
  }

  @Test
  void rootInsideTakesHalfOfTheCountsThatItSharesWithTheHosts() throws Exception {
    assertThat(inside("grep", "Max msgqueue size", "/proc/1/limits").out()).contains(" 409600 ");
    assertThat(inside("grep", "Max pending signals", "/proc/1/limits").out()).contains(" 2048 ");
    assertThat(inside("grep", "Max msgqueue size", "/proc/self/limits").out())
        .as("of a command of qm exec")
        .contains(" 409600 ");
    assertThat(inside("grep", "Max pending signals", "/proc/self/limits").out()).contains(" 2048 ");
    for (var bound : List.of("inotify/max_user_instances", "epoll/max_user_watches")) {
      var file = Path.of("/proc/sys/fs", bound);
      assumeTrue(Files.isWritable(file), "the settings of this kernel cannot be written");
      assertThat(file).hasContent("2147483647");
    }
  }

  @Test
  void itsSystemdSaysRunning() throws Exception {
    assertThat(inside("systemctl", "is-system-running").out()).isEqualTo("running\n");
  }

  @Test
  void addOnsBringUnitsThatDoNothingUntilTheirProgramsAreThere() throws Exception {
    for (var unit : List.of("text2speech.socket", "text2speech.service", "ros2-rolling.service")) {
      assertThat(inside("systemctl", "show", "-P", "LoadState", unit).out()).isEqualTo("loaded\n");
      assertThat(inside("systemctl", "is-active", unit).out()).isEqualTo("inactive\n");
    }
    assertThat(inside("systemctl", "show", "-P", "Wants", "sockets.target").out())
        .contains("text2speech.socket");
    // by 'qm exec' and by a service of the partition
    var info = List.of("podman", "info", "--format", "{{.Store.ImageCopyTmpDir}}");
    var place = "/var/lib/containers/storage/tmp\n";
    assertThat(inside(info.toArray(String[]::new)).out()).isEqualTo(place);
    assertThat(
            inside(
                    Stream.concat(Stream.of("systemd-run", "-q", "--wait", "--pipe"), info.stream())
                        .toArray(String[]::new))
                .out())
        .isEqualTo(place);
  }

  @Test
  void containersThatJoinRos2ShareItsMemory() throws Exception {
    inside("podman", "tag", "localhost/tiny", "localhost/ros2-rolling");
    try {
      var start = inside("systemctl", "start", "ros2-rolling");
      assertThat(start.status()).as(start.err()).isZero();
      var node =
          inside(
              "podman",
              "run",
              "--rm",
              "--network=container:ros2-rolling",
              "--ipc=container:ros2-rolling",
              "localhost/tiny",
              "sh",
              "-c",
              "echo picture > /dev/shm/topic");
      assertThat(node.status()).as(node.err()).isZero();

      assertThat(inside("podman", "exec", "ros2-rolling", "cat", "/dev/shm/topic").out())
          .isEqualTo("picture\n");
      assertThat(inside("systemctl", "stop", "ros2-rolling").status()).isZero();
      assertThat(inside("systemctl", "is-failed", "ros2-rolling").out()).isEqualTo("inactive\n");
    } finally {
      inside("systemctl", "stop", "ros2-rolling");
      // with its image alone it would lose every name
      inside("podman", "untag", "localhost/tiny", "localhost/ros2-rolling");
    }
  }

  @Test
  void statusTellsProgramsWhatItTellsPeople() throws Exception {
    assertThat(qm("status").out()).contains("running").contains("of 384 MiB");
    assertThat(qm("status", "--json").out())
        .contains("\"state\" : \"running\"")
        .contains("\"memoryMaxBytes\" : " + (384L << 20))
        .contains("\"oomScoreAdjust\" : 500");
  }

  @Test
  void whatIsShownIsWhatTheKernelsFilesSay() throws Exception {
    var pid = pid();
    var all = qm("show", "all", "--json");
    assertThat(all.status()).as(all.err()).isZero();
    assertThat(all.out())
        .contains("\"running\" : true", "\"state\" : \"running\"", "\"pid\" : " + pid)
        .contains("\"memoryMaxBytes\" : " + (384L << 20))
        .doesNotContain("\"error");

    var limits = qm("show", "limits").out();
    assertThat(limits.lines().filter(line -> line.contains("MemoryMax")))
        .singleElement()
        .asString()
        .startsWith(" ")
        .contains("384M", Long.toString(384L << 20), "same", DROP_IN + ":2");
    var score = Files.readString(Path.of("/proc/" + pid + "/oom_score_adj")).strip();
    assertThat(limits.lines().filter(line -> line.contains("OOMScoreAdjust")))
        .singleElement()
        .asString()
        .contains(" " + score + " ", "same");

    var namespaces = qm("show", "namespaces").out();
    for (var kind : List.of("mnt", "net", "ipc", "pid", "uts")) {
      var link = Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/" + kind)).toString();
      var inode = link.substring(link.indexOf('[') + 1, link.length() - 1);
      assertThat(namespaces.lines().filter(line -> line.startsWith("partition")))
          .anyMatch(line -> line.contains(" " + kind + " ") && line.contains(" " + inode + " "));
    }

    assertThat(qm("show", "devices").out())
        .contains("/dev/null", "c 1:3")
        .containsPattern(Pattern.quote(DEVICE.toString()) + " .*" + Pattern.quote(DROP_IN + ":"));
    assertThat(inside("sh", "-c", "echo shared > /dev/shm/shown").status()).isZero();
    assertThat(qm("show", "shared-memory").out()).contains("/shown");
    assertThat(qm("show", "sockets").out()).contains("/run/systemd/private");
  }

  @Test
  void aLimitThatSomebodyElseChangedIsMarked() throws Exception {
    var rows =
        qm("show", "limits").out().lines().filter(line -> line.contains("TasksMax")).toList();
    var words = rows.getFirst().strip().split(" +", -1);
    var file = Path.of(words[words.length - 1]);
    var before = Files.readString(file).strip();
    Files.writeString(file, "4000");
    try {
      assertThat(qm("show", "limits").out().lines().filter(line -> line.contains("TasksMax")))
          .singleElement()
          .asString()
          .startsWith("!")
          .contains("4000", "different");
    } finally {
      Files.writeString(file, before);
    }
  }

  @Test
  void theNameOfTheFieldsToolTakesItsWords() throws Exception {
    var shown = Shell.run(TREE, "/usr/bin/qmctl", "show", "unix-domain-sockets", "--json");
    assertThat(shown.status()).as(shown.err()).isZero();
    assertThat(shown.out()).contains("\"sockets\"");
    assertThat(Shell.run(TREE, "/usr/bin/qmctl", "exec", "echo", "hello").out())
        .isEqualTo("hello\n");
    var json =
        Shell.run(TREE, "/usr/bin/qmctl", "exec", "--json", "sh", "-c", "echo hello; exit 3");
    assertThat(json.status()).isEqualTo(3);
    assertThat(json.out()).contains("\"output\" : \"hello\"", "\"exitStatus\" : 3");
    assertThat(Shell.run(TREE, "/usr/bin/qmctl", "ps").status()).isEqualTo(2);
  }

  @Test
  void aSecondUpChangesNothingAndSaysSo() throws Exception {
    var pid = pid();

    var again = qm("up");

    assertThat(again.status()).as(again.err()).isZero();
    assertThat(again.out()).contains("nothing was changed");
    assertThat(again.err()).isEmpty();
    assertThat(pid()).isEqualTo(pid);
  }

  @Test
  void aNestedContainerOfALocalImagePrintsItsOutput() throws Exception {
    var run = inside("podman", "run", "--rm", "localhost/tiny", "/bin/echo", "nested ok");

    assertThat(run.out()).as(run.err()).isEqualTo("nested ok\n");
  }

  @Test
  void aNestedContainerHasANetworkOfItsOwn() throws Exception {
    var run = inside("podman", "run", "--rm", "localhost/tiny", "/bin/ip", "-o", "-4", "addr");

    assertThat(run.out()).as(run.err()).contains("172.29.");
  }

  /** A nested runtime that sees a controller on cgroup2, beside cgroup v1, starts nothing. */
  @Test
  void whatTheHostSwitchesOnInItsCgroup2RootKeepsNoNestedContainerFromStarting() throws Exception {
    var root = Path.of("/sys/fs/cgroup/unified");
    assumeTrue(
        Files.exists(root.resolve("cgroup.controllers"))
            && Files.readString(root.resolve("cgroup.controllers")).contains("hugetlb"),
        "this machine has no cgroup2 beside cgroup v1 with a controller to switch on");
    Files.writeString(root.resolve("cgroup.subtree_control"), "+hugetlb");
    try {
      assertThat(Files.readString(root.resolve("qm/cgroup.controllers"))).contains("hugetlb");

      var nested = inside("podman", "run", "--rm", "localhost/tiny", "/bin/echo", "started");

      assertThat(nested.out()).as(nested.err()).isEqualTo("started\n");
    } finally {
      Files.writeString(root.resolve("cgroup.subtree_control"), "-hugetlb");
    }
  }

  @Test
  void aQuadletInEtcQmStartsAsAService() throws Exception {
    var quadlet = Path.of("/etc/qm/containers/systemd/app.container");
    Files.createDirectories(quadlet.getParent());
    Files.writeString(
        quadlet,
        """
        [Container]
        Image=localhost/tiny
        ContainerName=app
        Exec=/bin/sleep 3600
        StopTimeout=0
        """);
    assertThat(inside("systemctl", "daemon-reload").status()).isZero();

    var start = inside("systemctl", "start", "app.service");

    assertThat(start.status()).as(start.err()).isZero();
    assertThat(inside("systemctl", "is-active", "app.service").out()).isEqualTo("active\n");
    assertThat(inside("podman", "ps", "--format", "{{.Names}}").out()).isEqualTo("app\n");
    // a nested container is the first to go when memory is short, and so is what is started in it
    assertThat(qm("execin", "app", "--", "cat", "/proc/1/oom_score_adj").out()).isEqualTo("750\n");
    assertThat(qm("execin", "app", "--", "cat", "/proc/self/oom_score_adj").out())
        .isEqualTo("750\n");
    assertThat(qm("execin", "app", "--", "sh", "-c", "exit 9").status()).isEqualTo(9);
    assertThat(qm("execin", "app", "--", "no-such-command").status()).isEqualTo(127);
    assertThat(qm("execin", "no-such-container", "--", "true").status()).isEqualTo(125);
    // this app ends by SIGKILL, which systemd calls a failure
    assertThat(inside("systemctl", "stop", "app.service").status()).isZero();
    assertThat(inside("systemctl", "reset-failed", "app.service").status()).isZero();
    Files.delete(quadlet);
    assertThat(inside("systemctl", "daemon-reload").status()).isZero();
  }

  @Test
  void aNestedContainerDiesFirstAtThePartitionsLimitAndWhenTheMachineIsShort() throws Exception {
    var name = "first-to-die";
    var run =
        inside("podman", "run", "-d", "--name=" + name, "localhost/tiny", "/bin/sleep", "3600");
    assertThat(run.status()).as(run.err()).isZero();
    try {
      var order = qm("oom", "--json");

      assertThat(order.out()).as(order.err()).contains("\"findings\" : [ ]");
      assertThat(order.status()).isZero();
      var limit = order.out().substring(order.out().indexOf("\"limit\" : {"));
      for (var shortage : List.of(order.out(), limit)) {
        assertThat(firstOf(shortage))
            .contains("\"side\" : \"nested\"", "\"container\" : \"" + name + "\"")
            .contains("\"program\" : \"sleep\"", "\"oomScoreAdjust\" : 750");
      }
      assertThat(limit).contains("\"totalBytes\" : " + (384L << 20));
      assertThat(qm("oom", "--limit", "-n", "1").out())
          .containsPattern("partition at its limit \\(384 MiB\\): sleep\\[\\d+] of " + name);
    } finally {
      inside("podman", "rm", "--force", "--time=0", name);
    }
  }

  private static String firstOf(String order) {
    var first = order.indexOf("\"rank\" : 1,");
    return order.substring(first, order.indexOf("\"with\"", first));
  }

  @Test
  void aNestedContainerHasTheDevicesOfItsAnnotationAndAnotherHasNone() throws Exception {
    assumeTrue(Files.exists(DEVICE), "this kernel has no virtual terminals: " + DEVICE);
    var annotation = "--annotation=org.containers.qm.device.ttys=";

    var annotated = nested(annotation + "true");
    var declined = nested(annotation + "false");
    var plain = nested("--annotation=org.example.other=true");

    assertThat(annotated.out()).as(annotated.err()).isEqualTo("opened\n");
    assertThat(declined.status()).isNotZero();
    assertThat(plain.status()).isNotZero();
    assertThat(hookLog()).contains("org.containers.qm.device.ttys: " + DEVICE + " c 4:20 rw added");
  }

  @Test
  void aNestedContainerWithAMisspeltAnnotationStartsWithoutTheDeviceAndTheLogTells()
      throws Exception {
    var run = nested("--annotation=org.containers.qm.device.tyts=true");

    // its shell's own status: it ran, and found no device; Podman's failures are 125 and more
    assertThat(run.status()).as(run.err()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(hookLog())
        .contains(
            "unknown annotation 'org.containers.qm.device.tyts' opens nothing;"
                + " did you mean 'org.containers.qm.device.ttys'?");
  }

  @Test
  void aContainerOfTheHostHasTheDevicesOfItsAnnotationToo() throws Exception {
    assumeTrue(Files.exists(DEVICE), "this kernel has no virtual terminals: " + DEVICE);

    var annotated = onHost("--annotation=org.containers.qm.device.ttys=true");
    var plain = onHost("--annotation=org.example.other=true");

    assertThat(annotated.out()).as(annotated.err()).isEqualTo("opened\n");
    assertThat(plain.status()).isNotZero();
    assertThat(plain.out()).isEmpty();
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aChannelBetweenTheSidesLosesNothingWhenEitherSideGoes() throws Exception {
    var image = channel.buildImage();
    assertThat(qm("cp", image.toString(), "qm:/var/tmp/ipc.tar").status()).isZero();
    var load = inside("podman", "load", "--quiet", "--input", "/var/tmp/ipc.tar");
    assertThat(load.status()).as(load.err()).isZero();
    assertThat(inside("systemctl", "daemon-reload").status()).isZero();

    try (var server = channel.serve();
        var log = channel.clientLog()) {
      server.await("qm ipc run: listening");
      assertThat(inside("systemctl", "start", "demo-client").status()).isZero();
      log.await("<- WELCOME ");
      log.await("<- ACK 3 ");
      log.await("<- TICK ");
      channel.killServer();
      server.await("qm ipc run: demo-server.service ended");
      log.await("<- WELCOME ");
      log.await("<- ACK ");
      var restart = inside("systemctl", "restart", "demo-client");
      assertThat(restart.status()).as(restart.err()).isZero();
      log.await("<- WELCOME ");
      log.await("<- ACK ");
      log.await("<- ACK ");
      assertThat(inside("systemctl", "stop", "demo-client").status()).isZero();
      assertThat(log.said().stream().filter(line -> line.contains("refused"))).isEmpty();
      Channel.assertThatNumbersHaveNoGap(log.said());

      server.terminate();
      assertThat(server.rest()).contains("ended");
      assertThat(Channel.SOCKET).doesNotExist();
    }
    channel.release();
  }

  @Test
  void theDemoRos2LetsATalkerAndAListenerFindEachOther() throws Exception {
    var missing = qm("demo", "rear-camera");
    assertThat(missing.status()).isEqualTo(1);
    assertThat(missing.err())
        .contains("needs /dev/video*, and the partition has none")
        .contains("qm addon install mount-bind-video");
    assertThat(qm("demo", "remove", "ros2").err()).contains("ros2 is not on this machine");
    var images = inside("podman", "images", "--format", "{{.Repository}} {{.ID}}").out();

    var demo = qm("demo", "ros2");

    assertThat(demo.status()).as(demo.out() + demo.err()).isZero();
    assertThat(demo.out()).containsPattern("total \\d\\d+ lost 0").contains("demo remove ros2");
    // it can be seen again, and a file that the user changed is used
    var listener = Path.of("/etc/qm/qm-demos/ros2/listener");
    Files.writeString(listener, "#!/bin/sh\necho heard nothing; exit 3\n");
    var changed = qm("demo", "ros2");
    assertThat(changed.status()).isEqualTo(1);
    assertThat(changed.out()).contains("heard nothing");
    assertThat(changed.err())
        .contains("used your changed " + listener)
        .contains("the demo ros2 did not end well");
    Files.delete(listener);

    assertThat(qm("demo", "remove", "ros2").status()).isZero();
    assertThat(inside("podman", "images", "--format", "{{.Repository}} {{.ID}}").out())
        .isEqualTo(images);
    assertThat(inside("podman", "network", "exists", "qm-demo-ros2").status()).isEqualTo(1);
    assertThat(Path.of("/etc/qm/qm-demos")).doesNotExist();
    assertThat(Path.of("/var/lib/qm/demos")).doesNotExist();
    assertThat(inside("systemctl", "is-system-running").out()).isEqualTo("running\n");
  }

  /** The long way asks Java each time; the short one goes by what an earlier command found out. */
  private static Stream<List<String>> bothWaysOfExec() {
    return Stream.of(List.of("exec", "--root=/"), List.of("exec"));
  }

  private static Shell.Result exec(List<String> way, String... command) throws Exception {
    return qm(
        Stream.of(way, List.of("--"), List.of(command))
            .flatMap(List::stream)
            .toArray(String[]::new));
  }

  @ParameterizedTest
  @MethodSource("bothWaysOfExec")
  void exitCodesPassThrough(List<String> way) throws Exception {
    assertThat(exec(way, "true").status()).isZero();
    assertThat(exec(way, "sh", "-c", "exit 7").status()).isEqualTo(7);
    assertThat(exec(way, "sh", "-c", "kill -9 $$").status()).isEqualTo(137);
    assertThat(exec(way, "no-such-command").status()).isEqualTo(127);
    assertThat(exec(way, "/etc/passwd").status()).isEqualTo(126);
  }

  @ParameterizedTest
  @MethodSource("bothWaysOfExec")
  void execHasTheOomScoreAndTheWallsOfThePartition(List<String> way) throws Exception {
    var process =
        exec(
            way,
            "sh",
            "-c",
            "cat /proc/self/oom_score_adj; grep -E '^(CapBnd|Seccomp):' /proc/self/status; umask");
    var init = inside("grep", "-E", "^(CapBnd|Seccomp):", "/proc/1/status");

    assertThat(process.out()).isEqualTo("500\n" + init.out() + "0022\n");
    assertThat(init.out()).contains("Seccomp:\t2");
    // sys_boot is capability 22, sys_resource 24: capabilities(7)
    var bounding =
        Long.parseUnsignedLong(init.out().replaceAll("(?s).*CapBnd:\\s+([0-9a-f]+).*", "$1"), 16);
    assertThat(bounding & (1L << 22 | 1L << 24)).isZero();
    for (var group : List.of("memory", "pids")) {
      assertThat(exec(way, "grep", ":" + group + ":", "/proc/self/cgroup").out())
          .isEqualTo(inside("grep", ":" + group + ":", "/proc/self/cgroup").out());
    }
  }

  @ParameterizedTest
  @MethodSource("bothWaysOfExec")
  void execReadsInputOnlyWhenAsked(List<String> way) throws Exception {
    var command = "echo word | ./qm " + String.join(" ", way);

    assertThat(Shell.run(TREE, "sh", "-c", command + " -i -- cat").out()).isEqualTo("word\n");
    assertThat(Shell.run(TREE, "sh", "-c", command + " -- cat").out()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("bothWaysOfExec")
  void theWordsOfACommandArriveAsTheyAre(List<String> way) throws Exception {
    var words = List.of("a b", "", "'", "\"$HOME\"", "$(id)", "two\nlines", "\\n", "*", "-i", "--");
    var command = new ArrayList<>(List.of("sh", "-c", "printf '<%s>' \"$@\"", "sh"));
    command.addAll(words);

    assertThat(exec(way, command.toArray(String[]::new)).out())
        .isEqualTo(words.stream().map(word -> "<" + word + ">").collect(Collectors.joining()));
  }

  @ParameterizedTest
  @MethodSource("bothWaysOfExec")
  void whoWaitsAtATerminalForWantOfProcessorTimeIsTold(List<String> way) throws Exception {
    assumeTrue(Shell.has("script"), "skipped: there is no script(1) to make a terminal");
    var quota = Path.of("/sys/fs/cgroup/cpu/qm/cpu.cfs_quota_us");
    assumeTrue(Files.exists(quota), "skipped: the quota is set by hand on cgroup v1 only");
    var command = "./qm " + String.join(" ", way) + " -- timeout 6 sh -c 'while :; do :; done'";
    // the first one says how the second goes
    inside("true");
    Files.writeString(quota, "5000");
    try {
      assertThat(Shell.run(TREE, "script", "-qec", command, "/dev/null").out())
          .contains("the partition had no processor in ", " % of the last 3 s", "CPUQuota=");
      // neither a pipe nor a log asked for it
      assertThat(Shell.run(TREE, "sh", "-c", command).err()).isEmpty();
    } finally {
      Files.writeString(quota, "-1");
    }
  }

  @Test
  void aSecondExecNeedsNoJava() throws Exception {
    assumeTrue(Files.notExists(Path.of("/sys/fs/selinux/enforce")), "SELinux needs a relay");
    inside("true");
    var second =
        new ProcessBuilder(
                TREE.resolve("qm").toString(), "exec", "--", "sh", "-c", "echo there; sleep 600")
            .start();
    try (var said = second.inputReader()) {
      assertThat(said.readLine()).isEqualTo("there");
      assertThat(second.info().command().orElseThrow()).doesNotEndWith("/java");
      assertThat(second.descendants().map(child -> child.info().command().orElse("")))
          .noneMatch(program -> program.endsWith("/java"));
    } finally {
      second.destroyForcibly().waitFor();
    }
  }

  /** As after a restart of the partition, or of another version of qm. */
  @Test
  void aPlanThatIsNotOfThisRunIsNotCarriedOut() throws Exception {
    assumeTrue(Files.notExists(Path.of("/sys/fs/selinux/enforce")), "SELinux needs a relay");
    inside("true");
    var plan = Path.of("/run/qm/exec-plan");
    var right = Files.readAllLines(plan);
    for (var wrong :
        List.of(
            "0\n" + right.get(1) + "\n" + right.get(2) + "\n500\n\n/none\ntouch\n",
            "2\n" + right.get(1) + "\n1\n500\n\n/none\nfalse\n",
            "2\n1\n" + right.get(2) + "\n500\n\n/none\nfalse\n",
            "2\n4194304\n" + right.get(2) + "\n500\n\n/none\nfalse\n",
            "1\n"
                + String.join("\n", right.subList(1, right.size()))
                    .replaceFirst("\n[^\n]*cpu.pressure", "")
                + "\n",
            "2\n",
            "")) {
      Files.writeString(plan, wrong);

      var exec = inside("echo", "well");

      assertThat(exec.out()).as(wrong).isEqualTo("well\n");
      assertThat(exec.err()).as(wrong).isEmpty();
      assertThat(plan).content().isEqualTo(String.join("\n", right) + "\n");
    }
    assertThat(Files.getAttribute(plan, "unix:mode")).isEqualTo(0100600);
  }

  @Test
  void aMemoryHogInsideIsKilledWhileAHostProcessLives() throws Exception {
    var host = new ProcessBuilder("sleep", "600").start();
    try {
      var hog = inside("sh", "-c", "head -c 700m /dev/zero | tail");

      assertThat(hog.status()).isEqualTo(137);
      assertThat(host.isAlive()).isTrue();
      assertThat(inside("systemctl", "is-system-running").out()).isEqualTo("running\n");
    } finally {
      host.destroyForcibly();
    }
  }

  @Test
  void thePartitionCannotRaiseItsOwnMemoryLimit() throws Exception {
    inside(
        "sh",
        "-c",
        "for f in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes"
            + " /sys/fs/cgroup/memory/memory.memsw.limit_in_bytes; do echo 4G >$f; done 2>/dev/null");

    assertThat(inside("sh", "-c", "head -c 700m /dev/zero | tail").status()).isEqualTo(137);
    assertThat(qm("status", "--json").out()).contains("\"memoryMaxBytes\" : " + (384L << 20));
  }

  @Test
  void thePartitionCannotTakeRealTimeOrReachTheHost() throws Exception {
    assertThat(inside("chrt", "-f", "10", "true").status()).isNotZero();
    assertThat(inside("mount", "-o", "remount,commit=77", "/etc").status()).isNotZero();
    assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain("commit=77");
    assertThat(
            inside(
                    "sh",
                    "-c",
                    "mkdir -p /tmp/c && mount -t cgroup -o memory c /tmp/c && ls /tmp/c/process_api")
                .status())
        .isNotZero();
    assertThat(inside("cat", "/proc/sys/fs/mqueue/queues_max").out()).isEqualTo("4\n");
    assertThat(inside("touch", "/usr/lib/written").status()).isNotZero();
  }

  @Test
  void noCallReachesTheKernelASharedFileSystemOrTheFrontOfTheDisksQueue() throws Exception {
    assumeTrue(System.getProperty("os.arch").equals("amd64"), "the attacks are for x86-64");

    // without a file, so that nothing happens should the kernel be asked: EBADF would be its answer
    assertThat(
            attempts(
                "call\tioctl\t-1\t0xc0045877\tNULL", // FIFREEZE
                "call\tioctl\t-1\t0x8004587d\tNULL", // FS_IOC_SHUTDOWN
                "call\tioctl\t-1\t0x41009432\tNULL", // FS_IOC_SETFSLABEL
                "call\tioctl\t-1\t0x10041009432\tNULL", // the same for the kernel
                "call\tioctl\t-1\t0x5412\tNULL", // TIOCSTI
                "call\tioprio_set\t1\t0\t0x2000", // IOPRIO_CLASS_RT
                "call\tbpf\t0\tNULL\t0")) // BPF_MAP_CREATE
        .hasSize(7)
        .allMatch(answer -> answer.equals("ENOSYS") || answer.equals("EPERM"));
    // TCGETS, and IOPRIO_CLASS_BE
    assertThat(attempts("call\tioctl\t-1\t0x5401\tNULL", "call\tioprio_set\t1\t0\t0x4004"))
        .containsExactly("EBADF", "done 0");
  }

  @Test
  void noUserOfTheHostRunsAsRootWhatThePartitionLeaves() throws Exception {
    inside(
        "sh", "-c", "for d in /etc /var /var/tmp; do cp /bin/sh $d/left; chmod 4755 $d/left; done");
    var ways =
        List.of(
            "/etc/qm/left",
            "/etc/qm.private/tree/left",
            "/var/qm/left",
            "/var/qm/tmp/left",
            "/usr/lib/qm/rootfs/bin/sh");

    for (var way : ways) {
      assertThat(Path.of(way)).as("for the host's root").isExecutable();
      var tried = asNobody("exec " + way + " -pc 'id -u'");
      assertThat(tried.out()).as(way).isEmpty();
      assertThat(tried.err()).as(way).contains("Permission denied");
    }
    assertThat(qm("doctor").out()).contains("trees of the partition: closed");
  }

  /** By a shell: setpriv(1) itself has its capabilities until it has become another program. */
  private static Shell.Result asNobody(String script) throws Exception {
    return Shell.run(
        TREE, "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "sh", "-c", script);
  }

  /** Who has the number of a user inside may look into that one's processes: ptrace(2). */
  @Test
  void throughAProcessInsideNobodyOfTheHostBecomesRoot() throws Exception {
    inside(
        "sh",
        "-c",
        "cp /bin/sh /var/left; chmod 4755 /var/left;"
            + " setpriv --reuid=65534 --regid=65534 --clear-groups sleep 4711 >/dev/null 2>&1 &"
            // no event tells that a program has become another
            + " until [ \"$(tr '\\0' ' ' </proc/$!/cmdline)\" = 'sleep 4711 ' ]; do sleep 0.1; done");
    var sleeper =
        ProcessHandle.allProcesses()
            .filter(process -> process.info().commandLine().orElse("").endsWith("sleep 4711"))
            .findAny()
            .orElseThrow();

    var tried = asNobody("exec /proc/" + sleeper.pid() + "/root/var/left -pc 'id -u'");

    assertThat(tried.out()).as(tried.err()).isIn("", "65534\n");
    sleeper.destroyForcibly();
  }

  @Test
  void filesAreCopiedBothWays(@TempDir Path here) throws Exception {
    var file = here.resolve("cp.txt");
    var back = here.resolve("cp.txt.back");
    Files.writeString(file, "over and back\n");

    var over = qm("cp", file.toString(), "qm:/var/tmp/copied");
    var returned = qm("cp", "qm:/var/tmp/copied", back.toString());

    assertThat(over.status()).as(over.err()).isZero();
    assertThat(returned.status()).as(returned.err()).isZero();
    assertThat(inside("cat", "/var/tmp/copied").out()).isEqualTo("over and back\n");
    assertThat(back).hasContent("over and back");
  }

  /** Also where Podman runs in a mount namespace of its own, which begins at {@code /}. */
  @Test
  void pathsOfTheHostAreFromWhereTheUserStands(@TempDir Path here) throws Exception {
    Files.writeString(here.resolve("note"), "mine\n");
    var command = TREE.resolve("qm").toString();

    var over = Shell.run(here, command, "cp", "note", "qm:/var/tmp/");
    var back = Shell.run(here, command, "cp", "qm:/var/tmp/note", "back");
    var tree = Shell.run(here, command, "cp", "qm:/etc/systemd", ".");

    assertThat(over.status()).as(over.err()).isZero();
    assertThat(back.status()).as(back.err()).isZero();
    assertThat(tree.status()).as(tree.err()).isZero();
    assertThat(here.resolve("back")).hasContent("mine");
    assertThat(here.resolve("systemd/system")).isDirectory();
    assertThat(here.toFile().list()).containsExactlyInAnyOrder("note", "back", "systemd");
  }

  /** A link that an earlier copy brought would lead the next one anywhere on the host. */
  @Test
  void nothingIsCopiedOutOverAFolderALinkOrADevice(@TempDir Path here) throws Exception {
    var command = TREE.resolve("qm").toString();
    var secret = Files.writeString(here.resolve("secret"), "of the host");
    inside("sh", "-c", "mkdir -p /var/tmp/app; ln -sfn " + secret + " /var/tmp/app/x");
    var first = Shell.run(here, command, "cp", "qm:/var/tmp/app", ".");
    assertThat(first.status()).as(first.err()).isZero();
    inside("sh", "-c", "rm /var/tmp/app/x; echo evil > /var/tmp/app/x");
    Files.createSymbolicLink(here.resolve("link"), Path.of("nowhere"));

    for (var target : List.of(".", "link", "/dev/null")) {
      var second = Shell.run(here, command, "cp", "qm:/var/tmp/app", target);
      assertThat(second.status()).as(target).isEqualTo(1);
      assertThat(second.err()).contains("is there, and is no file");
    }

    assertThat(secret).hasContent("of the host");
    assertThat(Files.isSymbolicLink(here.resolve("link"))).isTrue();
    assertThat(here.toFile().list()).containsExactlyInAnyOrder("secret", "app", "link");
  }

  @Test
  void whatIsCopiedOutIsRootsAndRunsAsNobodyElse(@TempDir Path here) throws Exception {
    inside(
        "sh", "-c", "mkdir -p /var/tmp/s/t; cp /bin/true /var/tmp/s/t/; chown -R 1:1 /var/tmp/s");
    inside("sh", "-c", "chmod 6755 /var/tmp/s/t/true; chmod 2777 /var/tmp/s/t");

    var copy = Shell.run(here, TREE.resolve("qm").toString(), "cp", "qm:/var/tmp/s/.", "new");

    assertThat(copy.status()).as(copy.err()).isZero();
    for (var path : List.of("new/t", "new/t/true")) {
      assertThat((int) Files.getAttribute(here.resolve(path), "unix:mode") & 06000)
          .as(path)
          .isZero();
      assertThat(Files.getAttribute(here.resolve(path), "unix:uid")).isEqualTo(0);
    }
  }

  /** Its own root folder is as far up as a path of the partition leads. */
  @ParameterizedTest
  @ValueSource(strings = {"qm:..", "qm:/", "qm:/var/tmp/../.."})
  void thePartitionsRootFolderIsNotTheHosts(String source, @TempDir Path here) throws Exception {
    var copy = Shell.run(here, TREE.resolve("qm").toString(), "cp", source, "/dev/null");

    assertThat(copy.status()).isEqualTo(1);
    assertThat(copy.err()).contains("/dev/null is there, and is no file");
    assertThat(here).isEmptyDirectory();
  }

  @Test
  void aCopyThatCannotBeMadeIsSaidInQmsWords(@TempDir Path here) throws Exception {
    var missing =
        Shell.run(here, TREE.resolve("qm").toString(), "cp", "qm:/var/tmp/no\u001bsuch", "x");

    assertThat(missing.status()).isEqualTo(1);
    assertThat(missing.err())
        .contains("there is no such file in the partition")
        .doesNotContain("\u001b", "Error");
    assertThat(here).isEmptyDirectory();
  }

  @ParameterizedTest
  @MethodSource("bothWaysOfExec")
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void aCommandEndsWithTheExecThatIsKilled(List<String> way) throws Exception {
    var line = new ArrayList<>(List.of(TREE.resolve("qm").toString()));
    line.addAll(way);
    line.addAll(
        List.of("--", "sh", "-c", "trap '' TERM HUP; echo there; while :; do sleep 1; done"));
    var command = new ProcessBuilder(line).start();
    try (var said = command.inputReader()) {
      assertThat(said.readLine()).isEqualTo("there");
      assertThat(inside("pgrep", "-f", "trap .* TERM HUP").status()).isZero();

      command.destroyForcibly();

      // no event tells that a process of the partition is gone; the time limit ends this
      inside("sh", "-c", "while pgrep -f 'trap .* TERM HU[P]'; do sleep 0.1; done");
    }
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void aTerminalInsideFollowsTheSizeOfTheCallers() throws Exception {
    assumeTrue(Shell.has("script"), "skipped: there is no script(1) to make a terminal");
    var script =
        new ProcessBuilder(
                "script",
                "-qec",
                "tty; exec " + TREE.resolve("qm") + " exec -it -- sh",
                "/dev/null")
            .start();
    try (var said = script.inputReader();
        var typed = script.outputWriter()) {
      var terminal = said.readLine();
      assertThat(terminal).startsWith("/dev/pts/");
      typed.write("echo re''ady\n");
      typed.flush();
      awaitLine(said, "ready");
      var resized = Shell.run(TREE, "stty", "-F", terminal, "rows", "20", "cols", "50");
      assertThat(resized.status()).as(resized.err()).isZero();
      typed.write(
          "until [ \"$(stty size)\" = '20 50' ]; do sleep 0.1; done; echo fol''lowed; exit\n");
      typed.flush();

      awaitLine(said, "followed");
    }
    assertThat(script.waitFor()).isZero();
  }

  private static void awaitLine(BufferedReader said, String line) throws IOException {
    var next = said.readLine();
    while (next != null && !next.endsWith(line)) {
      next = said.readLine();
    }
    assertThat(next).as("the line " + line).isNotNull();
  }

  @Test
  void aLinkInsideLeadsNoCopyToTheHostsFiles(@TempDir Path here) throws Exception {
    var secret = Files.writeString(here.resolve("secret.txt"), "of the host\n");
    var stolen = here.resolve("stolen.txt");
    inside("ln", "-sfn", secret.toString(), "/var/tmp/link");

    qm("cp", "qm:/var/tmp/link", stolen.toString());

    assertThat(Files.isRegularFile(stolen) ? Files.readString(stolen) : "")
        .doesNotContain("of the host");
  }

  @Test
  void whatQmWritesIntoItsJournalCannotReachTheTerminal() throws Exception {
    inside("sh", "-c", "printf 'evil \\033]0;owned\\007 text' | systemd-cat -t evil");
    inside("journalctl", "--sync");

    var logs = qm("logs", "-n", "1000");

    assertThat(logs.status()).as(logs.err()).isZero();
    assertThat(logs.out()).contains("evil").doesNotContain("\u001b").doesNotContain("\u0007");
  }

  @Test
  void aSocketOutsideTheDoorIsTheFirstThingThatIpcListShows() throws Exception {
    try (var leak = crossings.leak()) {
      connect("leak-client", crossings.leakInside());
      try (var connection = leak.accept()) {
        assertThat(connection.isConnected()).isTrue();
        var list = qm("ipc", "list");

        assertThat(list.status()).as(list.out() + list.err()).isEqualTo(1);
        assertThat(list.out())
            .startsWith("finding: stream socket " + crossings.leakOutside())
            .contains("[" + ProcessHandle.current().pid() + "]")
            .contains("leak-client.service (qm)")
            .contains("opened by " + DROP_IN + ":");
        assertThat(list.err()).isEmpty();
      }
    } finally {
      inside("systemctl", "stop", "leak-client");
    }
    assertThat(qm("ipc", "list").status()).isZero();
  }

  @Test
  void aSocketInRunIpcIsAChannelAndNoFinding() throws Exception {
    try (var door = crossings.door()) {
      connect("door-client", crossings.doorPath());
      try (var connection = door.accept()) {
        assertThat(connection.isConnected()).isTrue();

        var list = qm("ipc", "list");

        assertThat(list.status()).as(list.out() + list.err()).isZero();
        assertThat(list.out())
            .contains(crossings.doorPath() + " ")
            .containsPattern("host, qm .*door-client.service");
      }
    } finally {
      inside("systemctl", "stop", "door-client");
    }
  }

  @Test
  void whoWaitsToBeAcceptedIsShownWaiting() throws Exception {
    try (var door = crossings.door()) {
      connect("waiting-client", crossings.doorPath());

      var list = qm("ipc", "list", "--json");

      assertThat(door.isOpen()).isTrue();
      assertThat(list.out()).contains("\"accepted\" : false").contains("waiting-client.service");
    } finally {
      inside("systemctl", "stop", "waiting-client");
    }
  }

  @Test
  void theStreamsOfExecAreKnownToCross() throws Exception {
    var exec =
        new ProcessBuilder(
                TREE.resolve("qm").toString(), "exec", "--", "sh", "-c", "echo up; sleep 600")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(exec.inputReader().readLine()).isEqualTo("up");

      var list = qm("ipc", "list");

      assertThat(list.status()).as(list.out() + list.err()).isZero();
      assertThat(list.out()).contains("exec: input and output of a command");
    } finally {
      exec.destroy();
      inside("pkill", "-f", "sleep 600");
    }
  }

  @Test
  void twoNestedContainersWithAVolumeInCommonAreAChannelInside() throws Exception {
    var run =
        inside(
            "sh",
            "-ec",
            """
            # what each prints when it is ready comes by a named pipe: podman logs would never end
            start() {
              mkfifo "/tmp/$1"
              podman run --name "$1" -v /usr:/usr:ro -v pair:/run/pair localhost/tiny \
                perl -MIO::Socket::UNIX -e "$2" </dev/null >"/tmp/$1" 2>"/tmp/$1.err" &
              head -n 1 "/tmp/$1"
              rm "/tmp/$1"
            }
            start pair-server 'my $s = IO::Socket::UNIX->new(Local => "/run/pair/s", Listen => 5)
              or die $!; $| = 1; print "up\\n"; my @c; while (my $c = $s->accept) { push @c, $c }'
            start pair-client 'my $s = IO::Socket::UNIX->new(Peer => "/run/pair/s") or die $!;
              $| = 1; print "up\\n"; sleep'
            """);
    assertThat(run.out()).as(run.err()).isEqualTo("up\nup\n");
    try {
      var list = qm("ipc", "list");

      assertThat(list.status()).as(list.out() + list.err()).isZero();
      assertThat(list.out())
          .containsPattern("/run/pair/s +qm, qm .*pair-server.*pair-client")
          .contains("sockets that every system has inside")
          .doesNotContain("/run/systemd/journal");
      assertThat(qm("ipc", "list", "--all").out()).contains("/run/systemd/journal");
    } finally {
      inside("podman", "rm", "-f", "-t", "0", "pair-server", "pair-client");
      inside("podman", "volume", "rm", "pair");
    }
  }

  @Test
  void memoryOfSystemVAndQueuesInsideAreListed() throws Exception {
    inside(
        "systemd-run",
        "--unit=objects",
        "--property=Type=notify",
        "--property=NotifyAccess=all",
        "perl",
        "-e",
        // mq_open(2) and shmget(2) have no module in a small Perl
        """
        my $name = "jobs"; my ($open, $get) = `uname -m` =~ /x86_64/ ? (240, 29) : (180, 194);
        syscall($open, $name, 0102, 0600, 0) >= 0 or die $!;
        syscall($get, 4711, 65536, 01600) >= 0 or die $!;
        system "systemd-notify", "--ready"; sleep
        """);
    try {
      assertThat(qm("ipc", "list").out())
          .containsPattern("System V memory \\d+ .* 65536")
          .contains("message queue /jobs");
    } finally {
      inside("systemctl", "stop", "objects");
      inside("sh", "-c", "ipcrm -M 4711; rm -f /dev/mqueue/jobs");
    }
  }

  @Test
  void softwareIsInstalledFromTheHost() throws Exception {
    var install = qm("install", "hello");
    assertThat(install.status()).as(install.err()).isZero();
    assertThat(inside("hello").out()).contains("Hello");

    var uninstall = qm("uninstall", "hello");

    assertThat(uninstall.status()).as(uninstall.err()).isZero();
    assertThat(inside("hello").status()).isEqualTo(127);
  }

  @Test
  void aPartitionThatEndsByItselfIsStartedAgainWithoutLeftovers() throws Exception {
    var files = "/var/lib/containers/storage/overlay-containers";
    var container = inside("podman", "create", "localhost/tiny", "/bin/echo").out().strip();
    assertThat(inside("ls", files).out()).contains(container);
    var pid = pid();
    try (var watch = Path.of("/run/crun").getFileSystem().newWatchService()) {
      Path.of("/run/crun").register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      new ProcessBuilder("kill", "-9", Long.toString(pid)).start().waitFor();

      assertThat(watch.poll(2, TimeUnit.MINUTES)).as("a new container").isNotNull();
    }
    // the runtime makes its folder first and its state last: up waits for what is on its way
    var up = qm("up");
    assertThat(up.status()).as(up.err()).isZero();
    assertThat(pid()).isNotEqualTo(pid);
    assertThat(inside("systemctl", "is-system-running", "--wait").out()).isEqualTo("running\n");
    assertThat(inside("cat", "/proc/1/oom_score_adj").out()).isEqualTo("500\n");
    // Podman's record of it is gone with the boot, so nobody else would ever remove its files
    assertThat(inside("ls", files).out()).doesNotContain(container);
    assertThat(inside("podman", "image", "exists", "localhost/tiny").status()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[Container\n",
        "[Container]\nNoSuchKey=1\n",
        "[Service]\nMemoryMax=lots\n",
        "[Service]\nOOMScoreAdjust=5000\n",
        "[Service]\nTimeoutStopSec=soon\n",
        "[Service]\nLimitMSGQUEUE=many\n"
      })
  void aRestartStopsNothingForAMistakeInADropIn(String mistake) throws Exception {
    var dropIn = DROP_IN.resolveSibling("60-mistake.conf");
    var pid = pid();
    Files.writeString(dropIn, mistake);
    try {
      var restart = qm("restart");

      assertThat(restart.status()).isEqualTo(1);
      assertThat(restart.err()).contains(dropIn + ":");
    } finally {
      Files.delete(dropIn);
    }
    assertThat(pid()).isEqualTo(pid);
  }

  @Test
  @Order(LAST)
  void downLeavesNothingAndUpBringsItBack() throws Exception {
    var down = qm("down");
    assertThat(down.status()).as(down.err()).isZero();
    assertThat(MachineState.now().withoutFiles()).isEqualTo(before.withoutFiles());
    assertThat(qm("status").status()).isEqualTo(1);
    assertThat(qm("exec", "--", "true").err()).contains("does not run").contains("qm up");
    assertThat(qm("down").status()).isZero();

    assertThat(qm("up").status()).isZero();
    assertThat(inside("podman", "image", "exists", "localhost/tiny").status()).isZero();
  }

  /** As {@code kill -9} leaves it between the container's end and that of its control group. */
  @Test
  @Order(LAST)
  void aDownThatWasKilledHalfWayIsFinishedByTheNext() throws Exception {
    assumeTrue(Files.exists(Path.of("/run/qm/mnt")), "skipped: this machine needs no namespace");
    var half =
        Shell.run(
            TREE,
            "sh",
            "-ec",
            """
            nsenter --mount=/run/qm/mnt -- podman --cgroup-manager=cgroupfs --root=/var/lib/qm/storage \
              --runroot=/run/qm/storage --tmpdir=/run/qm/libpod --network-config-dir=/run/qm/networks \
              rm --force --time=0 qm
            umount /run/qm/mnt
            """);
    assertThat(half.status()).as(half.err()).isZero();

    var down = qm("down");

    assertThat(down.status()).as(down.err()).isZero();
    assertThat(MachineState.now().withoutFiles()).isEqualTo(before.withoutFiles());
    assertThat(qm("up").status()).isZero();
  }

  /** The Podman that it had started goes on, and would end what the next qm starts. */
  @Test
  @Order(LAST)
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void whatAKilledDownHasBegunIsWaitedFor() throws Exception {
    var slow =
        inside(
            "systemd-run",
            "-q",
            "-p",
            "TimeoutStopSec=20",
            "-p",
            "KillMode=process",
            "-p",
            "ExecStop=sleep 5",
            "sleep",
            "600");
    assertThat(slow.status()).as(slow.err()).isZero();
    var down = new ProcessBuilder(TREE.resolve("qm").toString(), "down").start();
    var stop = Optional.<ProcessHandle>empty();
    while (down.isAlive() && stop.isEmpty()) {
      stop = down.descendants().filter(PartitionTest::isPodmanStop).findFirst();
      Thread.onSpinWait();
    }
    assertThat(stop).isPresent();

    down.destroyForcibly().waitFor();
    var up = qm("up");

    assertThat(up.status()).as(up.err()).isZero();
    assertThat(up.err()).contains("waiting for what a killed qm had started to end: process ");
    assertThat(inside("systemctl", "is-system-running").out()).isEqualTo("running\n");
  }

  /** Each clears away what a killed one left before it starts, and took the other's for that. */
  @ParameterizedTest
  @CsvSource({"up, up", "restart, up"})
  @Order(LAST)
  @Timeout(value = 20, unit = TimeUnit.MINUTES)
  void ofTwoAtOnceNeitherTakesAwayWhatTheOtherStarted(String one, String other) throws Exception {
    for (var round = 0; round < 2; round++) {
      assertThat(qm("down").status()).isZero();

      var first = new ProcessBuilder(TREE.resolve("qm").toString(), one).start();
      while (first.isAlive() && !Files.exists(Path.of("/run/qm"))) {
        Thread.onSpinWait();
      }
      var second = qm(other);
      var said = new String(first.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

      for (var end : List.of(new Shell.Result(first.waitFor(), "", said), second)) {
        if (end.status() != 0) {
          assertThat(end.err()).contains("another qm is at work on this machine");
        }
      }
      assertThat(inside("systemctl", "is-system-running").out()).isEqualTo("running\n");
    }
  }

  private static boolean isPodmanStop(ProcessHandle process) {
    var info = process.info();
    return info.command().orElse("").endsWith("/podman")
        && List.of(info.arguments().orElse(new String[0])).contains("stop");
  }

  @Test
  @Order(LAST + 1)
  void removeLeavesTheMachineAsItWas() throws Exception {
    Files.delete(DROP_IN);
    channel.remove();
    crossings.close();

    var remove = qm("remove");

    assertThat(remove.status()).as(remove.err()).isZero();
    var after = MachineState.now();
    assertThat(after.withoutFiles()).isEqualTo(before.withoutFiles());
    assertThat(difference(before, after)).isEmpty();
  }

  private static List<String> difference(MachineState before, MachineState after) {
    var difference = new ArrayList<String>();
    before.files().stream()
        .filter(file -> !after.files().contains(file))
        // an earlier Podman may have left these: they go with the one that setup brought
        .filter(file -> !file.matches("/(etc|run)/containers/.*|/run/netns/.*"))
        .map(file -> "- " + file)
        .forEach(difference::add);
    after.files().stream()
        .filter(file -> !before.files().contains(file))
        .map(file -> "+ " + file)
        .forEach(difference::add);
    return difference;
  }

  /** A tiny image from the machine's own busybox, made inside: no registry is asked. */
  private void nestedImage() throws Exception {
    var script =
        """
        set -e
        mkdir -p /var/tmp/tiny/bin
        cp "$(command -v busybox)" /var/tmp/tiny/bin/busybox
        for name in sh sleep echo cat ip; do ln -sf busybox /var/tmp/tiny/bin/$name; done
        # with a volume of the partition's /usr, programs from there find their libraries
        mkdir -p /var/tmp/tiny/usr
        ln -sfn usr/lib /var/tmp/tiny/lib
        ln -sfn usr/lib64 /var/tmp/tiny/lib64
        tar -C /var/tmp/tiny -c . | podman import --quiet - localhost/tiny
        """;
    var busybox = qm("install", "busybox-static");
    assertThat(busybox.status()).as(busybox.err()).isZero();
    var made = inside("sh", "-c", script);
    assertThat(made.status()).as(made.err()).isZero();
  }

  /** A nested container with an annotation, which tries to open the device. */
  private static Shell.Result nested(String annotation) throws Exception {
    return inside(
        "podman",
        "run",
        "--rm",
        "--network=none",
        annotation,
        "localhost/tiny",
        "/bin/sh",
        "-c",
        "[ -c " + DEVICE + " ] && exec 3<>" + DEVICE + " && echo opened");
  }

  /**
   * The same with the host's Podman, in a storage of its own and with the partition's programs; a
   * mount namespace without cgroup2, beside which crun does not work with v1 controllers.
   */
  private static Shell.Result onHost(String annotation) throws Exception {
    var storage = Files.createTempDirectory(Path.of("/var/tmp"), "qm-hook");
    try {
      return Shell.run(
          storage,
          "unshare",
          "--mount",
          "--propagation=private",
          "sh",
          "-ec",
          """
          umount /sys/fs/cgroup/unified 2>/dev/null || :
          status=0
          podman --root "$0/storage" --runroot "$0/run" --tmpdir "$0/tmp" --events-backend=none --storage-driver=vfs \
            --cgroup-manager=cgroupfs --runtime=crun \
            run --rm --network=none --ulimit=nofile=1024:1024 --ulimit=nproc=1024:1024 "$1" \
            --cgroup-parent=/qm-hook-test --rootfs /var/qm/tmp/tiny /bin/sh -c '[ -c $0 ] && exec 3<>$0 && echo opened' "$2" || status=$?
          rm -rf "$0/storage" "$0/run" "$0/tmp" 2>/dev/null || :
          # the parent that Podman takes by itself would stay for good; its monitor ends a moment after it, and
          # cgroup v1 has no event for that
          for attempt in $(seq 600); do
            find /sys/fs/cgroup/*/qm-hook-test -depth -type d -exec rmdir {} + 2>/dev/null || :
            ls -d /sys/fs/cgroup/*/qm-hook-test >/dev/null 2>&1 || break
            sleep 0.1
          done
          exit "$status"
          """,
          storage.toString(),
          annotation,
          DEVICE.toString());
    } finally {
      Shell.run(Path.of("/"), "rm", "-rf", storage.toString());
    }
  }

  private static String hookLog() throws Exception {
    inside("journalctl", "--sync");
    return inside("journalctl", "-t", "qm-device-hook", "-o", "cat", "--no-pager").out();
  }

  /** Starts a service in the partition; it is connected when this returns, and stays so. */
  private static void connect(String unit, String socket) throws Exception {
    var program =
        "my $s = IO::Socket::UNIX->new(Peer => $ARGV[0]) or die $!;"
            + " system \"systemd-notify\", \"--ready\"; sleep";
    var run =
        inside(
            "systemd-run",
            "--unit=" + unit,
            "--property=Type=notify",
            "--property=NotifyAccess=all",
            "perl",
            "-MIO::Socket::UNIX",
            "-e",
            program,
            socket);
    assertThat(run.status()).as(run.err()).isZero();
  }

  /** What root inside is answered, each attempt in the words of the attacks in the VM. */
  private static List<String> attempts(String... attempts) throws Exception {
    var copy =
        qm("cp", TREE.resolve("testbed/attacks/attacker.pl").toString(), "qm:/var/tmp/attacker.pl");
    assertThat(copy.status()).as(copy.err()).isZero();
    var line = new ArrayList<>(List.of("sh", "-c", FROM_ARGUMENTS, "sh"));
    line.addAll(List.of(attempts));
    var run = Shell.run(TREE, line.toArray(String[]::new));
    assertThat(run.status()).as(run.err()).isZero();
    return run.out().lines().toList();
  }

  private static long pid() throws Exception {
    var status = qm("status", "--json").out();
    return Long.parseLong(status.replaceAll("(?s).*\"pid\" : (\\d+).*", "$1"));
  }

  private static Shell.Result inside(String... command) throws IOException, InterruptedException {
    var words = new ArrayList<>(List.of("exec", "--"));
    words.addAll(List.of(command));
    return qm(words.toArray(String[]::new));
  }

  private static Shell.Result qm(String... words) throws IOException, InterruptedException {
    var line = new ArrayList<>(List.of(TREE.resolve("qm").toString()));
    line.addAll(List.of(words));
    return Shell.run(TREE, line.toArray(String[]::new));
  }
}
