package dev.qm.host.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The control groups of this very machine, in a group of the test's own. */
class CgroupTreeTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private CgroupTree tree;
  private Cgroups cgroups;

  @BeforeEach
  void ownGroup() throws HostException {
    cgroups = Cgroups.probe(Root.HOST);
    tree = CgroupTree.of(cgroups, "qm-test-" + ProcessHandle.current().pid());
    var writable = !cgroups.hierarchies().isEmpty();
    for (var mount : cgroups.hierarchies()) {
      writable &= Files.isWritable(mount.resolve("cgroup.procs"));
    }
    assumeTrue(writable, "skipped: this test needs root and writable control groups");
    tree.create();
  }

  @AfterEach
  void nothingStaysBehind() throws HostException {
    if (tree.exists()) {
      tree.killAll(SOON);
      tree.remove();
    }
    assertThat(tree.folders()).noneMatch(Files::exists);
  }

  @Test
  void aGroupIsThereInEveryHierarchyAndCanBeMadeTwice() throws HostException {
    tree.create();

    assertThat(tree.folders()).isNotEmpty().allMatch(Files::isDirectory);
  }

  @Test
  void aProcessMovesInEveryHierarchy() throws Exception {
    var sleeper = sleeper();
    move(sleeper, tree);

    assertThat(tree.processes()).containsExactly((int) sleeper.pid());
    assertThat(Files.readString(Path.of("/proc/" + sleeper.pid() + "/cgroup")).lines())
        .allMatch(line -> line.endsWith(":" + tree.path()));
  }

  @Test
  void killAllReachesTheGroupsBelowToo() throws Exception {
    var below = tree.child("deep").child("deeper");
    below.create();
    var sleeper = sleeper();
    move(sleeper, below);

    tree.killAll(SOON);

    assertThat(sleeper.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(tree.processes()).isEmpty();
  }

  @Test
  void killAllEndsAGroupThatForksAllTheTime() throws Exception {
    var forker =
        new ProcessBuilder("sh", "-c", "while :; do (sleep 1000 &) ; sleep 0.01; done").start();
    move(forker, tree);
    while (tree.processes().size() < 10) {
      Thread.onSpinWait();
    }

    tree.killAll(SOON);

    assertThat(tree.processes()).isEmpty();
  }

  @Test
  void groupsTooDeepForAnyPathCannotHideAProcess() throws Exception {
    var hider =
        new ProcessBuilder(
                "sh",
                "-c",
                """
                cd "$0" || exit
                name=$(printf 'x%.0s' $(seq 240))
                for i in $(seq 20); do mkdir $name && cd -P $name || exit; done
                echo $$ > cgroup.procs && echo hidden && exec sleep 1000
                """,
                cgroups.mountOf("pids").orElseThrow().resolve(tree.path().substring(1)).toString())
            .start();
    try (var said = hider.inputReader()) {
      assertThat(said.readLine()).isEqualTo("hidden");
    }

    assertThat(tree.processes()).contains((int) hider.pid());
    tree.killAll(SOON);
    assertThat(hider.waitFor(10, TimeUnit.SECONDS)).isTrue();
    tree.remove();
  }

  @Test
  void groupsBelowHaveABound() throws Exception {
    var mount = cgroups.unified();
    assumeTrue(mount.isPresent(), "skipped: this machine has no cgroup2");
    var deep = mount.get().resolve(tree.path().substring(1));

    tree.boundGroups();

    assertThat(deep.resolve("cgroup.max.descendants")).hasContent("8192\n");
    for (var i = 0; i < 32; i++) {
      deep = Files.createDirectory(deep.resolve("x"));
    }
    var deeper = deep.resolve("x");
    assertThatThrownBy(() -> Files.createDirectory(deeper)).isInstanceOf(IOException.class);
  }

  @Test
  void aGroupThatFrozeItselfDiesAllTheSame() throws Exception {
    var below = tree.child("frozen");
    below.create();
    var sleeper = sleeper();
    move(sleeper, below);
    var v1 = cgroups.mountOf("freezer");
    var file = v1.isPresent() ? "freezer.state" : "cgroup.freeze";
    var mount = v1.or(cgroups::unified).orElseThrow();
    Files.writeString(
        mount.resolve(below.path().substring(1)).resolve(file), v1.isPresent() ? "FROZEN" : "1");

    tree.killAll(SOON);

    assertThat(sleeper.waitFor(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aGroupWithAProcessIsNotRemoved() throws Exception {
    var sleeper = sleeper();
    move(sleeper, tree);

    assertThatThrownBy(tree::remove)
        .isInstanceOf(HostException.class)
        .hasMessageContaining(Long.toString(sleeper.pid()));
  }

  @Test
  void limitsReachTheKernel() throws HostException {
    var results =
        tree.apply(
            Written.limits(
                Map.of(
                    "MemoryMax", "64M",
                    "TasksMax", "77",
                    "CPUWeight", "idle",
                    "CPUQuota", "50%",
                    "AllowedCPUs", "0")));

    assertThat(applied(results)).contains("MemoryMax", "TasksMax", "CPUQuota", "AllowedCPUs");
    var usage = tree.usage();
    assertThat(usage.memoryMax()).hasValue(64 << 20);
    assertThat(usage.tasksMax()).hasValue(77);
    assertThat(usage.tasks()).hasValue(0);
  }

  @Test
  void memoryLimitsCanFallAndRiseWithSwapForbidden() throws HostException {
    for (var size : List.of("64M", "32M", "256M", "infinity", "16M")) {
      var results = tree.apply(Written.limits(Map.of("MemoryMax", size, "MemorySwapMax", "0")));

      assertThat(applied(results)).as(size).contains("MemoryMax");
    }
    assertThat(tree.usage().memoryMax()).hasValue(16 << 20);
  }

  @Test
  void aMemoryHogIsKilledAndCounted() throws Exception {
    tree.apply(Written.limits(Map.of("MemoryMax", "16M", "MemorySwapMax", "0")));
    var hog =
        new ProcessBuilder("sh", "-c", "read go; exec tail /dev/zero")
            .redirectErrorStream(true)
            .start();
    move(hog, tree);
    hog.getOutputStream().write('\n');
    hog.getOutputStream().flush();

    assertThat(hog.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(hog.exitValue()).isEqualTo(128 + 9);
    assertThat(tree.usage().oomKills()).hasValue(1);
  }

  @Test
  void whatThisKernelCannotDoIsReportedWithAReason() throws HostException {
    var results = tree.apply(Written.limits(Map.of("MemoryHigh", "1G", "IOWeight", "50")));

    assertThat(results).extracting(LimitResult::key).containsExactly("MemoryHigh", "IOWeight");
    assertThat(results)
        .allSatisfy(result -> {
          if (result instanceof LimitResult.NotApplied not) {
            assertThat(not.reason()).isNotBlank();
          }
        });
  }

  @Test
  void aDeviceThatIsNotAllowedCannotBeOpened() throws Exception {
    assumeTrue(
        cgroups.mountOf("devices").isPresent(), "skipped: cgroup v2 has no devices controller");
    tree.apply(Written.limits(Map.of("DevicePolicy", "strict", "DeviceAllow", "/dev/null rw")));
    var reader =
        new ProcessBuilder("sh", "-c", "read go; : </dev/null && head -c 1 /dev/zero").start();
    move(reader, tree);
    reader.getOutputStream().write('\n');
    reader.getOutputStream().flush();

    assertThat(new String(reader.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("/dev/zero")
        .contains("not permitted");
  }

  @Test
  void aNameThatLeadsElsewhereIsRefused() {
    for (var name : List.of("", ".", "..", "a/b", ".hidden", "a b", "a\n")) {
      assertThatThrownBy(() -> CgroupTree.of(cgroups, name)).isInstanceOf(HostException.class);
    }
  }

  private static List<String> applied(List<LimitResult> results) {
    return results.stream()
        .filter(LimitResult.Applied.class::isInstance)
        .map(LimitResult::key)
        .toList();
  }

  private static Process sleeper() throws java.io.IOException {
    return new ProcessBuilder("sleep", "1000").start();
  }

  private static void move(Process process, CgroupTree group) throws IOException {
    for (var folder : group.folders()) {
      Files.writeString(folder.resolve("cgroup.procs"), Long.toString(process.pid()));
    }
  }
}
