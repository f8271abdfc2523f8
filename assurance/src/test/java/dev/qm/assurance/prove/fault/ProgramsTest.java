package dev.qm.assurance.prove.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qm.host.HostException;
import dev.qm.host.process.Command;
import dev.qm.host.process.Conversation;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The faults' own programs, on this machine as far as that does no harm: small bounds, a moment
 * each.
 */
class ProgramsTest {
  private static final Path FOLDER =
      Path.of(System.getProperty("qm.tree"), "system", Faults.SHIPPED);

  /** How long a loaded machine may take to start Python and count something. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path work;

  @BeforeAll
  static void pythonIsThere() {
    assumeTrue(Command.find("python3").isPresent(), "needs python3");
  }

  static List<Path> programs() throws Exception {
    try (var files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".py")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("programs")
  void aProgramIsPythonAndSaysWhatItDoes(Path program) throws Exception {
    var compiled =
        Command.of(
                "python3",
                "-c",
                "import ast,sys; print(ast.get_docstring(ast.parse(open(sys.argv[1]).read())))",
                program.toString())
            .require();

    assertThat(compiled.output().lines().findFirst().orElseThrow()).endsWith(".");
  }

  @Test
  void eachIsNeededByAFaultOrByAnother() throws Exception {
    var all = new StringBuilder();
    try (var files = Files.list(FOLDER)) {
      for (var file : files.sorted().toList()) {
        all.append(Files.readString(file));
      }
    }
    for (var program : programs()) {
      var name = String.valueOf(program.getFileName());
      if (!name.equals("carry.py")) {
        assertThat(all)
            .as(name)
            .containsPattern("(Name=" + name + "|import " + name.replace(".py", "") + "\\b)");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spin.py nice --workers 1 --nice 5",
        "timers.py --timers 5 --workers 1",
        "idle_holder.py rename --spinners 1 --holders 1",
        "inodes.py --workers 1",
        "lookups.py --workers 1",
        "programs.py --workers 1",
        "exhaust.py inotify --most 5 --workers 1",
        "exhaust.py inotify-watches --most 5 --workers 1",
        "exhaust.py epoll --most 5 --workers 1",
        "exhaust.py files --most 5 --workers 1",
        "exhaust.py ptys --most 2 --workers 1",
        "exhaust.py keys --most 5 --workers 1",
        "exhaust.py mqueues --most 2 --workers 1",
        "exhaust.py semaphores --most 2 --workers 1",
        "exhaust.py shared-memory --most 2 --workers 1",
        "exhaust.py timers --most 5 --workers 1",
        "exhaust.py signals --most 5 --workers 1",
        "exhaust.py tasks --most 3 --workers 1",
        "exhaust.py budgets --most 2 --workers 7",
        "memory.py touch --bytes 4194304 --workers 1",
        "memory.py mmap --bytes 4194304 --workers 1",
        "memory.py tmpfs --bytes 4194304 --workers 1",
        "memory.py cache --bytes 4194304 --workers 1",
        "memory.py sockets --bytes 2097152 --workers 1",
        "memory.py pipes --bytes 2097152 --workers 1",
        "memory.py names --workers 1",
        "memory.py churn --bytes 4194304 --workers 1",
        "disk.py space --bytes 2097152 --reserve 1048576 --workers 1",
        "disk.py inodes --files 10 --reserve 1048576 --workers 1",
        "disk.py small --workers 1",
        "disk.py sparse --workers 1",
      })
  void aProgramCountsAndGoesOn(String line) throws Exception {
    var words = new Words();
    try (var running = start(words, line)) {
      awaitCount(running, words, 1, line);
      var before = words.count();
      awaitCount(running, words, before + 1, line);
    }
  }

  @Test
  void whatWorksInAProgramEndsWithIt() throws Exception {
    var words = new Words();
    long pid;
    try (var running = start(words, "spin.py nice --workers 2 --nice 5")) {
      awaitCount(running, words, 1, "spin.py");
      pid = running.pid();
      assertThat(children(pid)).hasSize(2);
      var workers = children(pid);
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
      assertThat(running.await(PATIENCE)).isTrue();
      for (var worker : workers) {
        worker.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"flood", "slow", "half", "garbage", "connections"})
  void aClientDoesWrongToASocketThatIsThere(String how) throws Exception {
    var folder = Files.createDirectories(work.resolve("ipc/demo"));
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(folder.resolve("demo.sock")));
      var line = "channel.py " + how + " --workers 1 --most 10 --ipc " + folder.getParent();
      var words = new Words();
      try (var running = start(words, line)) {
        awaitCount(running, words, 1, line);
      }
    }
  }

  @Test
  void whereThereIsNoChannelTheFaultSaysSoAndEnds() throws Exception {
    var words = new Words();
    try (var running = start(words, "channel.py flood --workers 1 --ipc " + work)) {
      assertThat(running.await(PATIENCE)).isTrue();
    }

    assertThat(words.count()).isZero();
    assertThat(words.remarks()).anyMatch(it -> it.contains("there is no channel in " + work));
  }

  @Test
  void anAttemptThatIsLetThroughIsTold() throws Exception {
    var admitted = new Words();
    try (var running = start(admitted, "attempt.py channel-removal --workers 1 --ipc " + work)) {
      awaitRemark(running, admitted, "ADMITTED a change in " + work);
    }
    assertThat(admitted.count()).isZero();
    assertThat(work).isEmptyDirectory();
  }

  @Test
  void aFolderThatIsMountedForReadingIsMountedForWriting() throws Exception {
    var folder = Files.createDirectories(work.resolve("ipc"));
    var script = "mount --bind -o ro \"$0\" \"$0\" && ! touch \"$0/new\" && exec \"$@\"";
    var reading = List.of("sh", "-c", script, folder.toString());
    var admitted = new Words();
    var line = line("attempt.py channel-removal --workers 1 --ipc " + folder);
    try (var running = startApart(admitted, joined(reading, line))) {
      awaitRemark(running, admitted, "ADMITTED a change in " + folder + " by a mount of it");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anAttemptThatIsRefusedIsCounted() throws Exception {
    var refused = new Words();
    // nobody makes folders there
    try (var running = start(refused, "attempt.py channel-removal --workers 1 --ipc /proc/tty")) {
      awaitCount(running, refused, 10, "attempt.py");
    }
    assertThat(refused.remarks()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "channel-removal --ipc /nowhere | there is no channel in /nowhere",
        "host-process | no process of the host is named",
        "host-files --host-process 1 | no process of the host is named",
        "host-port | no port of the host is named",
      })
  void anAttemptWithNothingToTryItOnSaysSoAndIsNoRefusal(String attempt, String why)
      throws Exception {
    var words = new Words();
    try (var running = start(words, "attempt.py " + attempt + " --workers 1")) {
      assertThat(running.await(PATIENCE)).isTrue();
    }

    assertThat(words.count()).isZero();
    assertThat(words.remarks()).containsExactly("cannot be tried here: " + why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"deadline", "clock", "clock-of-day", "clock-rate", "kernel-log-clear"})
  void rootOfAUserNamespaceIsRefusedWhatTheMachinesRootMay(String attempt) throws Exception {
    var words = new Words();
    try (var running = startApart(words, "attempt.py " + attempt + " --workers 1")) {
      awaitCount(running, words, 10, attempt);
    }

    assertThat(words.remarks()).isEmpty();
  }

  /** So that a machine without a wall is not one where it held. */
  @ParameterizedTest
  @ValueSource(strings = {"setenforce", "load-policy", "selinux-booleans", "selinux-mount"})
  void whereSelinuxDoesNotRunNoAttemptOnItIsARefusal(String attempt) throws Exception {
    assumeFalse(
        Files.readString(Path.of("/proc/filesystems")).contains("selinuxfs"), "SELinux runs here");
    var words = new Words();
    try (var running = start(words, "attempt.py " + attempt + " --workers 1")) {
      assertThat(running.await(PATIENCE)).isTrue();
    }

    assertThat(words.count()).isZero();
    assertThat(words.remarks())
        .containsExactly("cannot be tried here: SELinux does not run in this kernel");
  }

  @Test
  void whereSelinuxRunsItsFileSystemCannotBeMountedInAUserNamespace() throws Exception {
    assumeTrue(
        Files.readString(Path.of("/proc/filesystems")).contains("selinuxfs"),
        "SELinux does not run here");
    var words = new Words();
    try (var running = startApart(words, "attempt.py selinux-mount --workers 1")) {
      awaitCount(running, words, 10, "selinux-mount");
    }

    assertThat(words.remarks()).isEmpty();
  }

  /** Version 1 has no such files, and the root of version 2 has none either. */
  @Test
  void aBoundThatTheseControlGroupsDoNotHaveIsNotTried() throws Exception {
    assumeFalse(
        Files.exists(Path.of("/sys/fs/cgroup/cgroup.max.descendants")),
        "the root of the control groups here is not the machine's");
    var words = new Words();
    try (var running = start(words, "attempt.py control-groups --workers 1")) {
      assertThat(running.await(PATIENCE)).isTrue();
    }

    assertThat(words.count()).isZero();
    assertThat(words.remarks()).singleElement().asString().startsWith("cannot be tried here: ");
  }

  @Test
  void aPortOfTheHostIsKnownByWhatItSays() throws Exception {
    var admitted = new Words();
    try (var port = new HostPort()) {
      var line = "attempt.py host-port --workers 1 --host-port " + port.number();
      try (var running = start(admitted, line)) {
        awaitRemark(running, admitted, "ADMITTED a connection to the host's loopback by 127.0.0.1");
      }
    }
    assertThat(admitted.count()).isZero();
  }

  @Test
  void aPortOfTheHostIsOutOfReachFromAnotherNetwork() throws Exception {
    var refused = new Words();
    try (var port = new HostPort()) {
      var line = "attempt.py host-port --workers 1 --host-port " + port.number();
      try (var running = startApart(refused, line)) {
        awaitCount(running, refused, 10, "attempt.py");
      }
    }
    assertThat(refused.remarks()).isEmpty();
  }

  @Test
  void everyAttemptOfTheFaultsIsOne() throws Exception {
    for (var fault : FaultsTest.shipped()) {
      if (fault.action() instanceof Fault.Action.Attempt(var name, var arguments)) {
        assertThat(name).isEqualTo("attempt.py");
        assertThat(Files.readString(FOLDER.resolve(name)))
            .contains("    \"" + arguments.getFirst() + "\": ");
      }
    }
  }

  @Test
  void whatIsCarriedOutEndsWhenItIsToldTo() throws Exception {
    var words = new Words();
    var place = work.resolve("carried");
    try (var carried = carry(words, place, "program", "disk.py", "small", "--workers", "1")) {
      awaitBegun(words);
      awaitCount(carried, words, 1, "carry.py");
      assertThat(carried.say("end")).isTrue();
      assertThat(carried.await(PATIENCE)).isTrue();
      assertThat(carried.outcome().exitCode()).isZero();
    }
  }

  @Test
  void whatIsCarriedOutEndsWhenNobodyIsThereAnyMore() throws Exception {
    var words = new Words();
    var place = work.resolve("carried");
    // as with a campaign that is killed: the pipe ends, and nothing is said
    var carried =
        carry(words, place, "program", "spin.py", "nice", "--nice", "5", "--workers", "1");
    awaitBegun(words);
    var workers = children(carried.pid());
    carried.hangUp();
    assertThat(carried.await(PATIENCE)).isTrue();
    for (var worker : workers) {
      worker.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
    assertThat(place).doesNotExist();
  }

  @Test
  void stressTellsItsOperationsAtTheEnd() throws Exception {
    var words = new Words();
    var place = work.resolve("carried");
    var fake = Files.createDirectory(work.resolve("bin")).resolve("stress-ng");
    // writes its report when it is interrupted, as stress-ng(1) does
    Files.writeString(
        fake,
        """
        #!/bin/sh
        while [ "$1" != --yaml ]; do shift; done
        trap 'printf "metrics:\\n    - stressor: a\\n      bogo-ops: 40\\n    - stressor: b\\n\
              bogo-ops: 2\\n      bogo-ops-per-second: 9\\n" >"$2"; exit 0' INT
        echo "note begun"
        while :; do sleep 0.02; done
        """);
    Files.setPosixFilePermissions(fake, PosixFilePermissions.fromString("rwx------"));
    var command = carryCommand(place, "stress", "--cpu", "1");
    var path = fake.getParent() + ":" + System.getenv("PATH");
    try (var carried = Command.of(command).env("PATH", path).converse(words::hear)) {
      awaitBegun(words);
      awaitRemark(carried, words, "begun");
      assertThat(carried.say("end")).isTrue();
      assertThat(carried.await(PATIENCE)).isTrue();
    }

    assertThat(words.count()).isEqualTo(42);
  }

  @Test
  void theRealOneDoesToo() throws Exception {
    assumeTrue(Command.find("stress-ng").isPresent(), "needs stress-ng");
    var words = new Words();
    try (var carried = carry(words, work.resolve("carried"), "stress", "--pipe", "1")) {
      awaitBegun(words);
      LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
      assertThat(carried.say("end")).isTrue();
      assertThat(carried.await(PATIENCE)).isTrue();
    }

    assertThat(words.count()).isPositive();
  }

  private Conversation start(Words words, String line) throws HostException {
    return Command.of(line(line)).converse(words::hear);
  }

  /** As root of a user namespace of its own, on a network of its own. */
  private Conversation startApart(Words words, String line) throws HostException {
    return startApart(words, line(line));
  }

  private Conversation startApart(Words words, List<String> command) throws HostException {
    var apart = List.of("unshare", "--map-root-user", "--mount", "--net");
    assumeTrue(
        Command.find("unshare").isPresent()
            && Command.of(joined(apart, List.of("true"))).run().ok(),
        "needs unshare(1) and a user namespace");
    return Command.of(joined(apart, command)).converse(words::hear);
  }

  private static List<String> joined(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }

  private List<String> line(String line) {
    var command = new ArrayList<>(List.of("python3", "-E", "-s", "-B"));
    command.addAll(Arrays.asList(line.split(" ")));
    command.set(4, FOLDER.resolve(command.get(4)).toString());
    command.addAll(List.of("--work", work.toString()));
    return command;
  }

  private static Conversation carry(Words words, Path place, String... what) throws HostException {
    return Command.of(carryCommand(place, what)).converse(words::hear);
  }

  private static List<String> carryCommand(Path place, String... what) {
    var command = new ArrayList<>(List.of("python3", "-E", "-s", "-B"));
    command.addAll(List.of(FOLDER.resolve("carry.py").toString(), place.toString()));
    command.addAll(Arrays.asList(what));
    return command;
  }

  private static List<ProcessHandle> children(long pid) {
    return ProcessHandle.of(pid).orElseThrow().descendants().toList();
  }

  private static void awaitBegun(Words words) throws InterruptedException {
    assertThat(words.awaitBegun(PATIENCE.toMillis())).isTrue();
  }

  private static void awaitCount(Conversation running, Words words, long least, String what)
      throws HostException {
    var end = System.nanoTime() + PATIENCE.toNanos();
    while (words.count() < least) {
      assertThat(System.nanoTime()).as(what + words.remarks()).isLessThan(end);
      assertThat(running.isAlive() || words.count() >= least)
          .as(what + " ended: " + words.remarks() + words.rest())
          .isTrue();
      running.await(Duration.ofMillis(20));
    }
  }

  private static void awaitRemark(Conversation running, Words words, String remark)
      throws HostException {
    var end = System.nanoTime() + PATIENCE.toNanos();
    while (!words.remarks().contains(remark)) {
      assertThat(System.nanoTime()).as(remark + words.remarks() + words.rest()).isLessThan(end);
      running.await(Duration.ofMillis(20));
    }
  }
}
