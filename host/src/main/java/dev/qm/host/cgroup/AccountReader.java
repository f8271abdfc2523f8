package dev.qm.host.cgroup;

import dev.qm.host.KernelText;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.ControlFile;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Reads a {@link GroupAccount} from the control files of cgroup2
 * (Documentation/admin-guide/cgroup-v2.rst) or of cgroup v1 (cgroup-v1/).
 */
final class AccountReader {
  /** From this on a cgroup v1 value means "no limit" (the kernel's page counter maximum). */
  static final long V1_UNLIMITED = 1L << 62;

  private final Cgroups cgroups;
  private final Function<String, Path> at;

  /**
   * @param at the group's folder in the hierarchy of a controller, which need not exist
   */
  AccountReader(Cgroups cgroups, Function<String, Path> at) {
    this.cgroups = cgroups;
    this.at = at;
  }

  /**
   * @param unified the group's folder in cgroup2, which need not exist
   * @param oomKills of the group and all below
   */
  GroupAccount read(Path unified, OptionalLong oomKills) {
    return new GroupAccount(
        cgroups.isV2("memory") ? memory(oomKills) : v1Memory(oomKills),
        tasks(),
        processor(),
        cgroups.isV2("io") ? disk(at.apply("io")) : v1Disk(at.apply("blkio")),
        new GroupAccount.Waiting(
            PressureReading.read(unified.resolve("cpu.pressure")),
            PressureReading.read(unified.resolve("memory.pressure")),
            PressureReading.read(unified.resolve("io.pressure"))));
  }

  private GroupAccount.Memory memory(OptionalLong oomKills) {
    var folder = at.apply("memory");
    return new GroupAccount.Memory(
        ControlFile.number(folder.resolve("memory.current")),
        ControlFile.number(folder.resolve("memory.peak")),
        ControlFile.number(folder.resolve("memory.high")),
        ControlFile.number(folder.resolve("memory.max")),
        ControlFile.number(folder.resolve("memory.swap.current")),
        ControlFile.number(folder.resolve("memory.swap.max")),
        oomKills);
  }

  private GroupAccount.Memory v1Memory(OptionalLong oomKills) {
    var folder = at.apply("memory");
    var max = limited(ControlFile.number(folder.resolve("memory.limit_in_bytes")));
    // counts memory and swap together
    var both = limited(ControlFile.number(folder.resolve("memory.memsw.limit_in_bytes")));
    var swapMax =
        max.isPresent() && both.isPresent()
            ? OptionalLong.of(Math.max(0, both.getAsLong() - max.getAsLong()))
            : OptionalLong.empty();
    return new GroupAccount.Memory(
        ControlFile.number(folder.resolve("memory.usage_in_bytes")),
        ControlFile.number(folder.resolve("memory.max_usage_in_bytes")),
        OptionalLong.empty(),
        max,
        ControlFile.number(folder.resolve("memory.stat"), "total_swap"),
        swapMax,
        oomKills);
  }

  private GroupAccount.Tasks tasks() {
    var folder = at.apply("pids");
    return new GroupAccount.Tasks(
        ControlFile.number(folder.resolve("pids.current")),
        ControlFile.number(folder.resolve("pids.peak")),
        ControlFile.number(folder.resolve("pids.max")));
  }

  private GroupAccount.Processor processor() {
    var folder = at.apply("cpu");
    var stat = Bounded.textIfAny(folder.resolve("cpu.stat")).orElse("");
    var isIdle = Bounded.word(folder.resolve("cpu.idle")).equals("1");
    if (cgroups.isV2("cpu")) {
      // QUOTA PERIOD, and max for no quota
      var max = KernelText.of(Bounded.word(folder.resolve("cpu.max")));
      return new GroupAccount.Processor(
          ControlFile.value(stat, "usage_usec"),
          ControlFile.value(stat, "user_usec"),
          ControlFile.value(stat, "system_usec"),
          isIdle ? Optional.of("idle") : word(folder.resolve("cpu.weight")),
          max.size() < 2 ? OptionalLong.empty() : ControlFile.number(max.get(0)),
          max.size() < 2 ? OptionalLong.empty() : ControlFile.number(max.get(1)),
          ControlFile.value(stat, "nr_periods"),
          ControlFile.value(stat, "nr_throttled"),
          ControlFile.value(stat, "throttled_usec"));
    }
    var account = at.apply("cpuacct");
    var quota = ControlFile.number(folder.resolve("cpu.cfs_quota_us"));
    var shares = word(folder.resolve("cpu.shares"));
    return new GroupAccount.Processor(
        micros(ControlFile.number(account.resolve("cpuacct.usage"))),
        micros(ControlFile.number(account.resolve("cpuacct.usage_user"))),
        micros(ControlFile.number(account.resolve("cpuacct.usage_sys"))),
        isIdle || shares.isEmpty()
            ? isIdle ? Optional.of("idle") : shares
            : Optional.of(shares.get() + " shares"),
        quota.orElse(-1) < 0 ? OptionalLong.empty() : quota,
        ControlFile.number(folder.resolve("cpu.cfs_period_us")),
        ControlFile.value(stat, "nr_periods"),
        ControlFile.value(stat, "nr_throttled"),
        micros(ControlFile.value(stat, "throttled_time")));
  }

  private static GroupAccount.Disk disk(Path folder) {
    // 8:0 rbytes=4096 wbytes=0 rios=1 wios=0 dbytes=0 dios=0
    var text = Bounded.textIfAny(folder.resolve("io.stat"));
    var stat = text.orElse("");
    return new GroupAccount.Disk(
        text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(sum(stat, "rbytes=")),
        text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(sum(stat, "wbytes=")),
        text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(sum(stat, "rios=")),
        text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(sum(stat, "wios=")),
        weight(folder, "io.weight", "io.bfq.weight"));
  }

  private static GroupAccount.Disk v1Disk(Path folder) {
    // 8:0 Read 4096
    var bytes = Bounded.textIfAny(folder.resolve("blkio.throttle.io_service_bytes_recursive"));
    var requests = Bounded.textIfAny(folder.resolve("blkio.throttle.io_serviced_recursive"));
    return new GroupAccount.Disk(
        v1Sum(bytes, "Read"),
        v1Sum(bytes, "Write"),
        v1Sum(requests, "Read"),
        v1Sum(requests, "Write"),
        weight(folder, "blkio.weight", "blkio.bfq.weight"));
  }

  private static Optional<String> weight(Path folder, String file, String ofBfq) {
    var own = word(folder.resolve(file));
    return firstLine(own.isPresent() ? own : word(folder.resolve(ofBfq)));
  }

  /** {@code default 100}, and maybe a line for each disk below it. */
  private static Optional<String> firstLine(Optional<String> text) {
    if (text.isEmpty()) {
      return text;
    }
    var line = KernelText.lines(text.get()).getFirst();
    return Optional.of(line.startsWith("default ") ? line.substring("default ".length()) : line);
  }

  private static long sum(String stat, String key) {
    var sum = 0L;
    for (var word : KernelText.of(stat)) {
      if (word.startsWith(key)) {
        sum += ControlFile.number(word.substring(key.length())).orElse(0);
      }
    }
    return sum;
  }

  private static OptionalLong v1Sum(Optional<String> text, String operation) {
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    var sum = 0L;
    for (var line : KernelText.lines(text.get())) {
      var words = KernelText.of(line);
      if (words.size() == 3 && words.get(1).equals(operation)) {
        sum += ControlFile.number(words.get(2)).orElse(0);
      }
    }
    return OptionalLong.of(sum);
  }

  private static Optional<String> word(Path file) {
    var word = Bounded.word(file);
    return word.isEmpty() ? Optional.empty() : Optional.of(word);
  }

  private static OptionalLong micros(OptionalLong nanoseconds) {
    return nanoseconds.isEmpty() ? nanoseconds : OptionalLong.of(nanoseconds.getAsLong() / 1000);
  }

  static OptionalLong limited(OptionalLong value) {
    return value.isPresent() && value.getAsLong() >= V1_UNLIMITED ? OptionalLong.empty() : value;
  }
}
