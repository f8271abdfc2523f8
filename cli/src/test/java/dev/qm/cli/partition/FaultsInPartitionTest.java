package dev.qm.cli.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qm.assurance.prove.fault.PartitionInjector;
import dev.qm.cli.launcher.Shell;
import dev.qm.host.Root;
import dev.qm.host.process.Command;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.run.Instance;
import dev.qm.partition.run.PartitionStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Faults in a real partition on this machine: they do something, and nothing of them stays. */
@Tag("partition")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FaultsInPartitionTest {
  private static final Path TREE = Path.of("..").toAbsolutePath().normalize();
  private static final Path WORK = Path.of("/var/qm/lib/qm-prove");
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int LAST = Integer.MAX_VALUE - 1;

  private MachineState before;
  private boolean ours;
  private PartitionInjector injector;

  @BeforeAll
  void aPartitionWithAllThatFaultsNeed() throws Exception {
    assumeTrue(
        Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid")),
        "a partition needs root");
    assumeTrue(Command.find("mmdebstrap").isPresent(), "the image is made with mmdebstrap");
    for (var taken : List.of("/usr/lib/qm", "/etc/qm", "/var/qm", "/var/lib/qm")) {
      assumeTrue(
          !Files.exists(Path.of(taken)),
          "this machine has a partition of its own, which a test will not touch: " + taken);
    }
    ours = true;
    before = MachineState.now();
    var up = qm("up", "--yes");
    assertThat(up.status()).as(up.err()).isZero();
    injector = Faulted.injector();
    injector.prepare();
  }

  @AfterAll
  void theMachineIsFreeAgain() throws Exception {
    if (ours) {
      qm("remove");
    }
  }

  @ParameterizedTest
  @Order(1)
  @ValueSource(
      strings = {
        "processor-spin",
        "fork-storm",
        "netns-churn",
        "cgroup-churn",
        "small-files",
        "try-clock",
        "try-host-port",
        "boot-storm",
        "nested-storm"
      })
  void aFaultOfEachKindDoesSomethingAndNothingOfItStays(String id) throws Exception {
    var processes = inside();

    var running = injector.begin(Faulted.fault(id));
    assertThat(inGroup()).isNotEmpty();
    // the partition may get little of a busy machine
    LockSupport.parkNanos(Duration.ofSeconds(5).toNanos());
    var achieved = running.end();

    assertThat(achieved.operations()).as(id + achieved.remarks()).isPositive();
    assertThat(achieved.remarks()).noneMatch(it -> it.startsWith("ADMITTED"));
    assertThat(inGroup()).isEmpty();
    assertThat(WORK.resolve("work")).doesNotExist();
    var more = new TreeSet<>(inside());
    more.removeAll(processes);
    assertThat(more.stream().map(FaultsInPartitionTest::commandLine))
        .noneMatch(line -> line.contains("qm-prove") || line.contains("stress-ng"));
  }

  @Test
  @Order(1)
  void anAttemptThatHasNothingToBeTriedOnSaysSoAndDidNothing() throws Exception {
    assumeFalse(
        Files.readString(Path.of("/proc/filesystems")).contains("selinuxfs"), "SELinux runs here");

    var achieved = injector.begin(Faulted.fault("try-setenforce")).end();

    assertThat(achieved.operations()).isZero();
    assertThat(achieved.untried())
        .contains("cannot be tried here: SELinux does not run in this kernel");
    assertThat(inGroup()).isEmpty();
  }

  @ParameterizedTest
  @Order(2)
  @ValueSource(strings = {"fork-storm", "small-files"})
  void whoeverInjectsIsKilledAndTheFaultEndsByItself(String id) throws Exception {
    var campaign =
        new ProcessBuilder(Faulted.command(id))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var says = campaign.inputReader()) {
      assertThat(says.readLine()).isEqualTo("begun");
      assertThat(inGroup()).isNotEmpty();
      campaign.destroyForcibly();
      assertThat(campaign.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
    var end = System.nanoTime() + PATIENCE.toNanos();
    while (!inGroup().isEmpty()) {
      assertThat(System.nanoTime()).as("still there: " + inGroup()).isLessThan(end);
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }

    injector.sweep();

    assertThat(WORK.resolve("work")).doesNotExist();
  }

  @Test
  @Order(3)
  void thisProcessKeepsItsOomScore() throws Exception {
    assertThat(Files.readString(Path.of("/proc/self/oom_score_adj")).strip()).isNotEqualTo("500");
  }

  @ParameterizedTest
  @Order(4)
  @ValueSource(strings = {"partition-killed", "partition-restarted"})
  void afterAnEventThePartitionRunsAndFaultsGoOn(String id) throws Exception {
    var first = instance().pid();

    var achieved = injector.begin(Faulted.fault(id)).end();

    assertThat(achieved.operations()).isPositive();
    assertThat(instance().pid()).isNotEqualTo(first);
    assertThat(injector.begin(Faulted.fault("processor-spin")).end().length()).isPositive();
  }

  @Test
  @Order(LAST)
  void afterAllThePartitionAndTheMachineAreAsTheyWere() throws Exception {
    injector.close();

    assertThat(WORK).doesNotExist();
    assertThat(inGroup()).isEmpty();
    var removed = qm("remove");
    assertThat(removed.status()).as(removed.err()).isZero();
    ours = false;
    assertThat(MachineState.now()).isEqualTo(before);
  }

  private static Instance instance() throws Exception {
    return Instance.require(PartitionSpec.require(Root.HOST));
  }

  private static SortedSet<Integer> inGroup() throws Exception {
    return PartitionStatus.ownGroup(instance()).child("qmprove.slice").processes();
  }

  private static SortedSet<Integer> inside() throws Exception {
    return PartitionStatus.ownGroup(instance()).processes();
  }

  private static String commandLine(int pid) {
    return ProcessHandle.of(pid).flatMap(it -> it.info().commandLine()).orElse("");
  }

  private static Shell.Result qm(String... words) throws Exception {
    var line = new ArrayList<>(List.of(TREE.resolve("qm").toString()));
    line.addAll(List.of(words));
    return Shell.run(TREE, line.toArray(String[]::new));
  }
}
