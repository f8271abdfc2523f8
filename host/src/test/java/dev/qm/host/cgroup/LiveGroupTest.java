package dev.qm.host.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.qm.host.HostException;
import dev.qm.host.Untrusted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a group uses, and how its limits stand, from control files in a folder of the test's. */
class LiveGroupTest {
  private static final Set<String> ALL = Set.of("cpu", "cpuset", "io", "memory", "pids");

  @TempDir private Path mount;

  @Test
  void cgroup2TellsMemoryTasksProcessorAndDisk() throws Exception {
    files(
        "qm",
        Map.ofEntries(
            Map.entry("memory.current", "1000"),
            Map.entry("memory.peak", "3000"),
            Map.entry("memory.high", "max"),
            Map.entry("memory.max", "8192"),
            Map.entry("memory.swap.current", "5"),
            Map.entry("memory.swap.max", "0"),
            Map.entry("memory.events", "low 0\noom_kill 2"),
            Map.entry("pids.current", "7"),
            Map.entry("pids.peak", "9"),
            Map.entry("pids.max", "100"),
            Map.entry(
                "cpu.stat",
                "usage_usec 900\nuser_usec 600\nsystem_usec 300\n"
                    + "nr_periods 10\nnr_throttled 3\nthrottled_usec 44"),
            Map.entry("cpu.idle", "0"),
            Map.entry("cpu.weight", "10"),
            Map.entry("cpu.max", "150000 100000"),
            Map.entry(
                "io.stat",
                "8:0 rbytes=10 wbytes=20 rios=1 wios=2 dbytes=0 dios=0\n"
                    + "8:16 rbytes=5 wbytes=6 rios=3 wios=4 dbytes=0 dios=0"),
            Map.entry("io.weight", "default 50"),
            Map.entry("cpu.pressure", "some avg10=1.50 avg60=0.00 avg300=0.00 total=8")));

    var account = v2().account();

    assertThat(account.memory())
        .isEqualTo(
            new GroupAccount.Memory(of(1000), of(3000), none(), of(8192), of(5), of(0), of(2)));
    assertThat(account.tasks()).isEqualTo(new GroupAccount.Tasks(of(7), of(9), of(100)));
    assertThat(account.processor())
        .isEqualTo(
            new GroupAccount.Processor(
                of(900),
                of(600),
                of(300),
                Optional.of("10"),
                of(150_000),
                of(100_000),
                of(10),
                of(3),
                of(44)));
    assertThat(account.disk())
        .isEqualTo(new GroupAccount.Disk(of(15), of(26), of(4), of(6), Optional.of("50")));
    assertThat(account.waiting().cpu().some()).contains(new PressureReading.Share(150, 0, 0, 8));
    assertThat(account.waiting().memory()).isEqualTo(PressureReading.NONE);
  }

  @Test
  void cgroup1TellsTheSameInItsOwnWords() throws Exception {
    files(
        "qm",
        Map.ofEntries(
            Map.entry("memory.usage_in_bytes", "1000"),
            Map.entry("memory.max_usage_in_bytes", "3000"),
            Map.entry("memory.limit_in_bytes", "8192"),
            Map.entry("memory.memsw.limit_in_bytes", "9192"),
            Map.entry("memory.stat", "cache 1\ntotal_swap 77"),
            Map.entry("memory.oom_control", "oom_kill 4"),
            Map.entry("cpuacct.usage", "5000000"),
            Map.entry("cpu.stat", "nr_periods 2\nnr_throttled 1\nthrottled_time 3000"),
            Map.entry("cpu.shares", "102"),
            Map.entry("cpu.cfs_quota_us", "-1"),
            Map.entry("cpu.cfs_period_us", "100000"),
            Map.entry(
                "blkio.throttle.io_service_bytes_recursive",
                "8:0 Read 10\n8:0 Write 20\n8:16 Read 1\nTotal 31")));

    var account = v1().account();

    assertThat(account.memory())
        .isEqualTo(
            new GroupAccount.Memory(of(1000), of(3000), none(), of(8192), of(77), of(1000), of(4)));
    assertThat(account.processor().used()).hasValue(5000);
    assertThat(account.processor().weight()).contains("102 shares");
    assertThat(account.processor().quota()).isEmpty();
    assertThat(account.processor().throttled()).hasValue(3);
    assertThat(account.disk().readBytes()).hasValue(11);
    assertThat(account.disk().writtenBytes()).hasValue(20);
  }

  @Test
  void aGroupThatIsNotThereHasNoCounters() throws Exception {
    var account = v2().account();

    assertThat(account.memory().now()).isEmpty();
    assertThat(account.disk().readBytes()).isEmpty();
    assertThat(account.processor().weight()).isEmpty();
  }

  @Test
  void theGroupsBelowAreToldParentsFirst() throws Exception {
    files("qm/system.slice/app.service", Map.of("pids.current", "2", "memory.current", "11"));
    files("qm/system.slice", Map.of("pids.current", "3"));
    files("qm/init.scope", Map.of("cpu.stat", "usage_usec 6"));

    assertThat(v2().below())
        .containsExactly(
            new GroupUse(Untrusted.of("init.scope"), none(), none(), of(6)),
            new GroupUse(Untrusted.of("system.slice"), of(3), none(), none()),
            new GroupUse(Untrusted.of("system.slice/app.service"), of(2), of(11), none()));
  }

  @Test
  void aLimitThatTheKernelHoldsIsTheSameUpToAPage() throws Exception {
    files(
        "qm",
        Map.of(
            "memory.max", "4194304",
            "pids.max", "max",
            "cpu.weight", "10",
            "cpu.max", "50000 100000",
            "io.weight", "default 50"));

    var found =
        v2().compare(
                limits(
                    "MemoryMax",
                    "4195000",
                    "TasksMax",
                    "infinity",
                    "CPUWeight",
                    "10",
                    "CPUQuota",
                    "50%",
                    "IOWeight",
                    "50"));

    assertThat(found).hasSize(5).allMatch(limit -> limit.standing() == LiveLimit.Standing.SAME);
    assertThat(found.getFirst().origin().orElseThrow()).hasToString("/x.service:2");
    assertThat(found.getFirst().held().orElseThrow())
        .isEqualTo(new LiveLimit.Held(mount.resolve("qm/memory.max"), "4194304"));
  }

  @Test
  void aLimitThatTheKernelHoldsOtherwiseIsMarked() throws Exception {
    files(
        "qm",
        Map.of("memory.max", "max", "pids.max", "7", "cpu.weight", "100", "cpu.max", "max 100000"));

    assertThat(
            v2().compare(
                    limits(
                        "MemoryMax", "4M", "TasksMax", "10", "CPUWeight", "10", "CPUQuota", "50%")))
        .hasSize(4)
        .allMatch(limit -> limit.standing() == LiveLimit.Standing.DIFFERENT);
  }

  @Test
  void aLimitWithoutAFileIsUnknownAndSaysWhy() throws Exception {
    assertThat(v2().compare(limits("MemoryMax", "4M", "IOWeight", "50")))
        .hasSize(2)
        .allMatch(
            limit -> limit.standing() == LiveLimit.Standing.UNKNOWN && !limit.remark().isEmpty());
  }

  @Test
  void maximaOfADiskAreComparedInTheLineOfTheDisk() throws Exception {
    var loop = Path.of("/dev/loop0");
    var number = DiskBehind.MACHINE.of(loop);
    assumeThat(number).as("this machine has no loop devices").isPresent();
    files(
        "qm",
        Map.of(
            "io.max", "1:1 rbps=1\n" + number.get() + " rbps=50000000 wbps=max riops=9 wiops=max",
            "blkio.throttle.read_bps_device", number.get() + " 50000000",
            "blkio.throttle.write_bps_device", "",
            "blkio.throttle.read_iops_device", number.get() + " 9",
            "blkio.throttle.write_iops_device", ""));
    var asked =
        limits(
            "IOReadBandwidthMax", loop + " 50M",
            "IOWriteBandwidthMax", loop + " infinity",
            "IOReadIOPSMax", loop + " 10",
            "IOWriteIOPSMax", loop + " 10",
            "IOWriteIOPSMax", "/proc 10");

    for (var group : List.of(v2(), v1())) {
      var found = group.compare(asked);

      assertThat(found)
          .extracting(LiveLimit::standing)
          .containsExactly(
              LiveLimit.Standing.SAME,
              LiveLimit.Standing.SAME,
              LiveLimit.Standing.DIFFERENT,
              LiveLimit.Standing.DIFFERENT,
              LiveLimit.Standing.UNKNOWN);
      assertThat(found.getFirst().held().orElseThrow().value())
          .startsWith(number.get() + " ")
          .endsWith("50000000");
      assertThat(found.get(2).origin().orElseThrow()).hasToString("/x.service:4");
      assertThat(found.getLast().remark()).isEqualTo("/proc is on no disk, or on several");
    }
  }

  @Test
  void cgroup1HoldsLimitsInItsOwnWords() throws Exception {
    files(
        "qm",
        Map.of(
            "memory.limit_in_bytes", "4194304",
            "memory.memsw.limit_in_bytes", "4194304",
            "cpu.shares", "102",
            "cpu.cfs_quota_us", "50000",
            "cpu.cfs_period_us", "100000",
            "blkio.bfq.weight", "50",
            "devices.list", "c 1:3 rwm\nc 10:229 rw"));

    var found =
        v1().compare(
                limits(
                    "MemoryMax",
                    "4M",
                    "MemorySwapMax",
                    "0",
                    "CPUWeight",
                    "10",
                    "CPUQuota",
                    "50%",
                    "IOWeight",
                    "50",
                    "DevicePolicy",
                    "strict",
                    "DeviceAllow",
                    "/dev/null rwm"));

    assertThat(found)
        .hasSize(7)
        .allMatch(limit -> limit.standing() == LiveLimit.Standing.SAME, "is the same");
  }

  private CgroupTree v2() throws HostException {
    return CgroupTree.of(new Cgroups.V2(mount, ALL), "qm");
  }

  private CgroupTree v1() throws HostException {
    return CgroupTree.of(
        new Cgroups.V1(
            Map.of(
                "memory", mount,
                "cpu", mount,
                "cpuacct", mount,
                "pids", mount,
                "blkio", mount,
                "devices", mount),
            Map.of()),
        "qm");
  }

  private void files(String group, Map<String, String> files) throws IOException {
    var folder = Files.createDirectories(mount.resolve(group));
    for (var file : files.entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue() + "\n");
    }
  }

  private static Limits limits(String... words) throws HostException {
    var settings = new ArrayList<Map.Entry<String, String>>();
    for (var i = 0; i < words.length; i += 2) {
      settings.add(Map.entry(words[i], words[i + 1]));
    }
    return Limits.parse(
        Written.lines(List.copyOf(settings)), new Capacity(8L << 30, 2L << 30, 30_000));
  }

  private static OptionalLong of(long number) {
    return OptionalLong.of(number);
  }

  private static OptionalLong none() {
    return OptionalLong.empty();
  }
}
