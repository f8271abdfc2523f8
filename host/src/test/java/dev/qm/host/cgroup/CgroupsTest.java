package dev.qm.host.cgroup;

import static dev.qm.host.Refused.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.qm.host.Root;
import dev.qm.host.process.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the three ways to mount control groups look, on machines made of plain files. */
class CgroupsTest {
  private static final String V2 =
      "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot\n";

  private static final String V1 =
      """
      31 23 0:28 / /sys/fs/cgroup ro - tmpfs tmpfs ro,mode=755
      32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
      35 31 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory
      39 31 0:36 / /sys/fs/cgroup/pids rw - cgroup cgroup rw,pids
      40 31 0:37 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,xattr,name=systemd
      """;

  private static final String DEVICES =
      "41 31 0:39 / /sys/fs/cgroup/devices rw - cgroup cgroup rw,devices\n";

  private static final String BLKIO =
      "42 31 0:40 / /sys/fs/cgroup/blkio rw - cgroup cgroup rw,blkio\n";

  private static final String UNIFIED =
      "41 31 0:38 / /sys/fs/cgroup/unified rw - cgroup2 none rw\n";

  @TempDir Path machine;

  @Test
  void oneHierarchyIsV2() throws Exception {
    file("sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids\n");

    var cgroups = probe(V2);

    assertThat(cgroups).isInstanceOf(Cgroups.V2.class);
    assertThat(cgroups.controllers()).containsExactly("cpuset", "cpu", "io", "memory", "pids");
    assertThat(cgroups.mountOf("memory")).contains(machine.resolve("sys/fs/cgroup"));
    assertThat(cgroups.mountOf("devices")).isEmpty();
  }

  @Test
  void oldHierarchiesAloneAreV1() throws Exception {
    var cgroups = probe(V1);

    assertThat(cgroups).isInstanceOf(Cgroups.V1.class);
    assertThat(cgroups.mountOf("cpuacct"))
        .contains(machine.resolve("sys/fs/cgroup/cpu,cpuacct"))
        .isEqualTo(cgroups.mountOf("cpu"));
    assertThat(cgroups.hierarchies()).hasSize(4);
    assertThat(cgroups.controllers()).doesNotContain("rw", "xattr", "systemd");
    assertThat(cgroups.unified()).isEmpty();
  }

  @Test
  void bothTogetherAreHybrid() throws Exception {
    file("sys/fs/cgroup/unified/cgroup.controllers", "hugetlb\n");

    var cgroups = probe(V1 + UNIFIED);

    assertThat(cgroups).isInstanceOf(Cgroups.Hybrid.class);
    assertThat(cgroups.unified()).contains(machine.resolve("sys/fs/cgroup/unified"));
    assertThat(cgroups.mountOf("memory")).contains(machine.resolve("sys/fs/cgroup/memory"));
    assertThat(cgroups.mountOf("hugetlb")).isEqualTo(cgroups.unified());
    assertThat(cgroups.hierarchies()).hasSize(5);
  }

  @Test
  void nothingMountedIsV1WithNothing() throws Exception {
    var cgroups = probe("22 27 0:21 / /proc rw - proc proc rw\n");

    assertThat(cgroups).isInstanceOf(Cgroups.V1.class);
    assertThat(cgroups.hierarchies()).isEmpty();
    assertThat(failureOf(() -> CgroupTree.of(cgroups, "qm").create()))
        .hasMessageContaining("no cgroup file system");
  }

  @Test
  void aChrootsCopyOfTheMountsChangesNothing() throws Exception {
    file("sys/fs/cgroup/cgroup.controllers", "memory\n");

    var cgroups = probe(V2 + "50 1 0:26 / /srv/chroot/sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");

    assertThat(cgroups.hierarchies()).containsExactly(machine.resolve("sys/fs/cgroup"));
  }

  @Property
  void noMountTableIsTooOdd(@ForAll String options) {
    var mounts = Mounts.parse("1 2 0:1 / /x rw - cgroup cgroup " + options + "\n" + options);

    assertThat(Cgroups.of(new Root(Path.of("/nonexistent")), mounts).controllers()).isNotNull();
  }

  @Test
  void onV2ControllersAreSwitchedOnAboveTheGroupOneByOne() throws Exception {
    file("sys/fs/cgroup/cgroup.controllers", "cpu memory pids\n");
    file("sys/fs/cgroup/cgroup.subtree_control", "");

    CgroupTree.of(probe(V2), "qm").create();

    assertThat(machine.resolve("sys/fs/cgroup/qm")).isDirectory();
    // the kernel takes each write by itself; a plain file shows the last one on top of the others
    assertThat(machine.resolve("sys/fs/cgroup/cgroup.subtree_control")).hasContent("+pidsry");
  }

  @Test
  void onHybridTheRootOfCgroup2IsLeftAlone() throws Exception {
    file("sys/fs/cgroup/unified/cgroup.controllers", "");
    file("sys/fs/cgroup/unified/cgroup.subtree_control", "");
    for (var mount : List.of("cpu,cpuacct", "memory", "pids", "systemd")) {
      Files.createDirectories(machine.resolve("sys/fs/cgroup").resolve(mount));
    }

    CgroupTree.of(probe(V1 + UNIFIED), "qm").create();

    assertThat(machine.resolve("sys/fs/cgroup/unified/qm")).isDirectory();
    assertThat(machine.resolve("sys/fs/cgroup/unified/cgroup.subtree_control")).isEmptyFile();
  }

  @Test
  void aGroupInOthersIsNamedByItsPath() throws Exception {
    file("sys/fs/cgroup/cgroup.controllers", "pids\n");
    file("sys/fs/cgroup/a.slice/qm.service/pids.max", "7\n");
    var cgroups = probe(V2);

    var group = CgroupTree.at(cgroups, "a.slice/qm.service");

    assertThat(group.usage().tasksMax()).hasValue(7);
    assertThat(CgroupTree.at(cgroups, "/a.slice/qm.service").path()).isEqualTo(group.path());
    assertThat(failureOf(() -> CgroupTree.at(cgroups, "a/../b")))
        .hasMessageContaining("'..' cannot be the name of a control group");
    assertThat(failureOf(() -> CgroupTree.at(cgroups, "/")))
        .hasMessageContaining("'' cannot be the name");
  }

  @Test
  void limitsOnV2GoWhereTheKernelDocumentsThem() throws Exception {
    file("sys/fs/cgroup/cgroup.controllers", "cpuset cpu io memory pids\n");
    var group = "sys/fs/cgroup/qm/";
    for (var name :
        List.of(
            "memory.max",
            "memory.high",
            "memory.swap.max",
            "pids.max",
            "cpu.weight",
            "cpu.idle",
            "cpu.max",
            "cpuset.cpus",
            "io.weight")) {
      file(group + name, "");
    }

    var results =
        CgroupTree.of(probe(V2), "qm")
            .apply(
                Written.limits(
                    Map.of(
                        "MemoryMax", "infinity",
                        "MemoryHigh", "1M",
                        "MemorySwapMax", "0",
                        "TasksMax", "100",
                        "CPUWeight", "idle",
                        "CPUQuota", "20%",
                        "AllowedCPUs", "0,1",
                        "IOWeight", "50",
                        "DevicePolicy", "closed")));

    assertThat(content(group + "memory.max")).isEqualTo("max");
    assertThat(content(group + "memory.high")).isEqualTo("1048576");
    assertThat(content(group + "memory.swap.max")).isEqualTo("0");
    assertThat(content(group + "pids.max")).isEqualTo("100");
    assertThat(content(group + "cpu.idle")).isEqualTo("1");
    assertThat(content(group + "cpu.max")).isEqualTo("20000 100000");
    assertThat(content(group + "cpuset.cpus")).isEqualTo("0-1");
    assertThat(content(group + "io.weight")).isEqualTo("default 50");
    assertThat(results)
        .filteredOn(LimitResult.NotApplied.class::isInstance)
        .singleElement()
        .satisfies(result -> assertThat(result.key()).isEqualTo("DevicePolicy"));
  }

  @Test
  void maximaOfADiskGoByItsNumberInTheWordsOfEachVersion() throws Exception {
    var found = aDisk();
    assumeThat(found).as("this machine has no disk").isPresent();
    var disk = found.get();
    var limits =
        Limits.parse(
            Written.lines(
                List.of(
                    Map.entry("IOReadBandwidthMax", disk + " 50M"),
                    Map.entry("IOWriteIOPSMax", disk + " 7K"),
                    Map.entry("IOWriteBandwidthMax", "/proc 1M"))),
            new Capacity(1, 1, 1));
    file("sys/fs/cgroup/cgroup.controllers", "io\n");
    file("sys/fs/cgroup/qm/io.max", "");
    for (var name : List.of("read_bps", "write_iops")) {
      file("sys/fs/cgroup/blkio/qm/blkio.throttle." + name + "_device", "");
    }

    var onV2 = CgroupTree.of(probe(V2), "qm").apply(limits);
    var onV1 = CgroupTree.of(probe(BLKIO), "qm").apply(limits);

    var number = DiskBehind.MACHINE.of(disk).orElseThrow();
    assertThat(onV2)
        .filteredOn(LimitResult.Applied.class::isInstance)
        .extracting(it -> ((LimitResult.Applied) it).value())
        .containsExactly(number + " rbps=50000000", number + " wiops=7000");
    assertThat(content("sys/fs/cgroup/blkio/qm/blkio.throttle.read_bps_device"))
        .isEqualTo(number + " 50000000");
    assertThat(content("sys/fs/cgroup/blkio/qm/blkio.throttle.write_iops_device"))
        .isEqualTo(number + " 7000");
    for (var results : List.of(onV1, onV2)) {
      assertThat(results)
          .filteredOn(LimitResult.NotApplied.class::isInstance)
          .singleElement()
          .satisfies(result ->
              assertThat(((LimitResult.NotApplied) result).sentence())
                  .isEqualTo(
                      "/x.service:4: IOWriteBandwidthMax=/proc 1M has no effect: /proc is on no"
                          + " disk, or on several"));
    }
  }

  /** The node of a disk of this machine. */
  private static Optional<Path> aDisk() throws IOException {
    try (var nodes = Files.newDirectoryStream(Path.of("/dev"), "{sd,vd,nvme,loop}*")) {
      for (var node : nodes) {
        if (DiskBehind.MACHINE.of(node).isPresent()) {
          return Optional.of(node);
        }
      }
    }
    return Optional.empty();
  }

  @Test
  void whatHasNoEffectIsNamedWithItsLine() throws Exception {
    file("sys/fs/cgroup/cgroup.controllers", "memory\n");
    var limits =
        Limits.parse(
            Written.lines(
                List.of(
                    Map.entry("TasksMax", "1"),
                    Map.entry("TasksMax", "77"),
                    Map.entry("DeviceAllow", "/dev/fuse"))),
            new Capacity(1, 1, 1));

    var results = CgroupTree.of(probe(V2), "qm").apply(limits);

    assertThat(results)
        .map(result -> ((LimitResult.NotApplied) result).sentence())
        .satisfiesExactly(
            tasks ->
                assertThat(tasks).startsWith("/x.service:3: TasksMax=77 has no effect: the pids"),
            devices ->
                assertThat(devices).startsWith("/x.service:4: DevicePolicy=AUTO has no effect:"));
  }

  @Test
  void aDeviceThatIsNotThereIsNamedWithItsOwnLine() throws Exception {
    file("sys/fs/cgroup/devices/qm/devices.deny", "");
    file("sys/fs/cgroup/devices/qm/devices.allow", "");
    var limits =
        Limits.parse(
            Written.lines(
                List.of(
                    Map.entry("DeviceAllow", "/dev/null"),
                    Map.entry("DeviceAllow", "/dev/there-is-none"),
                    Map.entry("DeviceAllow", "/dev/zero"))),
            new Capacity(1, 1, 1));

    var results = CgroupTree.of(probe(V1 + DEVICES), "qm").apply(limits);

    assertThat(results)
        .filteredOn(LimitResult.NotApplied.class::isInstance)
        .singleElement()
        .satisfies(result ->
            assertThat(((LimitResult.NotApplied) result).sentence())
                .startsWith("/x.service:3: DeviceAllow=/dev/there-is-none has no effect:"));
  }

  @Test
  void aWeightAfterIdleSwitchesIdleOff() throws Exception {
    file("sys/fs/cgroup/cgroup.controllers", "cpu\n");
    file("sys/fs/cgroup/qm/cpu.idle", "1");
    file("sys/fs/cgroup/qm/cpu.weight", "");

    CgroupTree.of(probe(V2), "qm").apply(Written.limits(Map.of("CPUWeight", "200")));

    assertThat(content("sys/fs/cgroup/qm/cpu.idle")).isEqualTo("0");
    assertThat(content("sys/fs/cgroup/qm/cpu.weight")).isEqualTo("200");
  }

  @Test
  void idleOnAnOldV1KernelIsTheSmallestShare() throws Exception {
    file("sys/fs/cgroup/cpu,cpuacct/qm/cpu.shares", "1024");

    var results = CgroupTree.of(probe(V1), "qm").apply(Written.limits(Map.of("CPUWeight", "idle")));

    assertThat(results).singleElement().isInstanceOf(LimitResult.Applied.class);
    assertThat(content("sys/fs/cgroup/cpu,cpuacct/qm/cpu.shares")).startsWith("2");
  }

  @Test
  void usageOnV2ReadsEveryFile() throws Exception {
    file("sys/fs/cgroup/cgroup.controllers", "cpu memory pids\n");
    var group = "sys/fs/cgroup/qm/";
    file(group + "memory.current", "4096\n");
    file(group + "memory.max", "max\n");
    file(group + "pids.current", "3\n");
    file(group + "pids.max", "100\n");
    file(group + "cpu.stat", "usage_usec 1234\nuser_usec 1000\n");
    file(group + "memory.events", "low 0\nhigh 0\nmax 9\noom 2\noom_kill 1\noom_group_kill 0\n");

    var usage = CgroupTree.of(probe(V2), "qm").usage();

    assertThat(usage.memory()).hasValue(4096);
    assertThat(usage.memoryMax()).isEmpty();
    assertThat(usage.memoryPeak()).isEmpty();
    assertThat(usage.tasks()).hasValue(3);
    assertThat(usage.tasksMax()).hasValue(100);
    assertThat(usage.cpuMicroseconds()).hasValue(1234);
    assertThat(usage.oomKills()).hasValue(1);
  }

  private Cgroups probe(String mountinfo) throws Exception {
    file("proc/self/mountinfo", mountinfo);
    return Cgroups.probe(new Root(machine));
  }

  private void file(String path, String content) throws IOException {
    var file = machine.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private String content(String path) throws IOException {
    return Files.readString(machine.resolve(path));
  }
}
