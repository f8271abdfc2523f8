package dev.qm.host.cgroup;

import dev.qm.host.KernelText;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.ControlFile;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Origin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Compares limits with the control files of one group, the counterpart of {@link LimitWriter}. On a
 * machine that systemd runs it is systemd that has written them.
 */
final class LimitReader {
  /**
   * The kernel rounds sizes down to pages, and systemd takes percentages of whole pages; no page is
   * larger than this.
   */
  private static final long PAGE = 64 << 10;

  private static final String DEVICE_ALLOW = "DeviceAllow";

  /** What the list of a group says that may open every device. */
  private static final String EVERYTHING = "a *:* rwm";

  private static final String BY_PROGRAM =
      "on cgroup2 an eBPF program holds the list of devices, and no file shows it";

  private final Cgroups cgroups;
  private final Function<String, Path> at;
  private final Limits limits;
  private final List<LiveLimit> found = new ArrayList<>();

  /**
   * @param at the group's folder in the hierarchy of a controller, which need not exist
   */
  LimitReader(Cgroups cgroups, Function<String, Path> at, Limits limits) {
    this.cgroups = cgroups;
    this.at = at;
    this.limits = limits;
  }

  List<LiveLimit> read() {
    memory();
    limits.tasksMax().ifPresent(cap -> amount("TasksMax", cap, "pids", "pids.max", 1));
    limits.cpuWeight().ifPresent(this::cpuWeight);
    limits.cpuQuota().ifPresent(this::cpuQuota);
    limits
        .allowedCpus()
        .ifPresent(list -> exact("AllowedCPUs", "cpuset", "cpuset.cpus", list.toString()));
    limits
        .allowedMemoryNodes()
        .ifPresent(list -> exact("AllowedMemoryNodes", "cpuset", "cpuset.mems", list.toString()));
    limits.ioWeight().ifPresent(this::ioWeight);
    limits.ioMax().forEach(this::ioMax);
    devices();
    return List.copyOf(found);
  }

  private void memory() {
    if (cgroups.isV2("memory")) {
      limits.memoryMax().ifPresent(cap -> amount("MemoryMax", cap, "memory", "memory.max", PAGE));
      limits
          .memoryHigh()
          .ifPresent(cap -> amount("MemoryHigh", cap, "memory", "memory.high", PAGE));
      limits
          .memorySwapMax()
          .ifPresent(cap -> amount("MemorySwapMax", cap, "memory", "memory.swap.max", PAGE));
      return;
    }
    limits
        .memoryMax()
        .ifPresent(cap -> amount("MemoryMax", cap, "memory", "memory.limit_in_bytes", PAGE));
    limits
        .memoryHigh()
        .ifPresent(_ -> unknown("MemoryHigh", "cgroup v1 has no limit that slows down"));
    limits.memorySwapMax().ifPresent(this::v1Swap);
  }

  /** cgroup v1 counts memory and swap together. */
  private void v1Swap(Limits.Cap swap) {
    var key = "MemorySwapMax";
    var file = at.apply("memory").resolve("memory.memsw.limit_in_bytes");
    var live = ControlFile.number(file);
    if (live.isEmpty()) {
      unknown(key, "the kernel does not count swap here (swapaccount=0)");
    } else if (limits.memoryMax().isEmpty()) {
      unknown(key, "cgroup v1 limits swap only together with memory; set MemoryMax= too");
    } else {
      var both =
          limits.memoryMax().get() instanceof Limits.Cap.At(var most)
                  && swap instanceof Limits.Cap.At(var more)
              ? new Limits.Cap.At(most + Math.min(more, Long.MAX_VALUE - most))
              : new Limits.Cap.Infinite();
      amount(key, both, "memory", "memory.memsw.limit_in_bytes", 2 * PAGE);
    }
  }

  private void cpuWeight(Limits.CpuWeight weight) {
    var key = "CPUWeight";
    var folder = at.apply("cpu");
    switch (weight) {
      case Limits.CpuWeight.Idle _ -> {
        if (Bounded.word(folder.resolve("cpu.idle")).isEmpty() && !cgroups.isV2("cpu")) {
          exact(key, "cpu", "cpu.shares", "2");
        } else {
          exact(key, "cpu", "cpu.idle", "1");
        }
      }
      case Limits.CpuWeight.Share(var share) -> {
        if (Bounded.word(folder.resolve("cpu.idle")).equals("1")) {
          exact(key, "cpu", "cpu.idle", "0");
        } else if (cgroups.isV2("cpu")) {
          exact(key, "cpu", "cpu.weight", Integer.toString(share));
        } else {
          exact(key, "cpu", "cpu.shares", Long.toString(KernelWords.shares(share)));
        }
      }
    }
  }

  /** As a part of its period, which systemd makes longer for small quotas. */
  private void cpuQuota(Limits.CpuQuota quota) {
    var key = "CPUQuota";
    var folder = at.apply("cpu");
    var file = folder.resolve(cgroups.isV2("cpu") ? "cpu.max" : "cpu.cfs_quota_us");
    var text = Bounded.word(file);
    var words = KernelText.of(text);
    var period =
        cgroups.isV2("cpu")
            ? words.size() < 2 ? OptionalLong.empty() : ControlFile.number(words.get(1))
            : ControlFile.number(folder.resolve("cpu.cfs_period_us"));
    var expected = KernelWords.quota(quota) + (cgroups.isV2("cpu") ? " " + KernelWords.PERIOD : "");
    if (words.isEmpty() || period.orElse(0) <= 0) {
      absent(key, expected, file);
      return;
    }
    var live = ControlFile.number(words.getFirst()).orElse(-1);
    var wanted = quota.microsecondsPerSecond();
    // 0.1 % of a processor is what rounding to microseconds of a period may cost
    var isSame =
        live >= 0 && Math.abs(live * 1_000_000.0 / period.getAsLong() - wanted) <= wanted / 1000.0;
    add(key, expected, new LiveLimit.Held(file, text), isSame);
  }

  private void ioWeight(int weight) {
    var v2 = cgroups.isV2("io");
    var folder = at.apply(v2 ? "io" : "blkio");
    var own = folder.resolve(v2 ? "io.weight" : "blkio.weight");
    var ofBfq = folder.resolve(v2 ? "io.bfq.weight" : "blkio.bfq.weight");
    var ownText = firstWord(own);
    var bfqText = firstWord(ofBfq);
    if (!ownText.isEmpty()) {
      var expected = Long.toString(v2 ? weight : KernelWords.blockWeight(weight));
      add("IOWeight", expected, new LiveLimit.Held(own, ownText), ownText.equals(expected));
    } else if (!bfqText.isEmpty()) {
      var expected = Long.toString(KernelWords.bfqWeight(weight));
      add("IOWeight", expected, new LiveLimit.Held(ofBfq, bfqText), bfqText.equals(expected));
    } else {
      unknown("IOWeight", "no disk scheduler of this kernel takes weights (it needs BFQ)");
    }
  }

  private void ioMax(Limits.IoMax max) {
    var key = max.of().key();
    var wanted = max.line().value();
    var origin = Optional.of(max.line().origin());
    var v2 = cgroups.isV2("io");
    var file = at.apply(v2 ? "io" : "blkio").resolve(v2 ? "io.max" : max.of().file());
    var text = Bounded.textIfAny(file);
    var disk = DiskBehind.MACHINE.of(Path.of(max.path()));
    if (text.isEmpty() || disk.isEmpty()) {
      found.add(
          LiveLimit.unknown(
              key,
              wanted,
              origin,
              disk.isEmpty()
                  ? max.path() + " is on no disk, or on several"
                  : "there is no " + file.getFileName() + " here"));
      return;
    }
    var expected = KernelWords.ioMax(max, v2);
    var held = held(text.get(), disk.get(), max.of(), v2);
    found.add(
        new LiveLimit(
            key,
            wanted,
            origin,
            expected,
            Optional.of(new LiveLimit.Held(file, disk.get() + " " + held)),
            held.equals(expected) ? LiveLimit.Standing.SAME : LiveLimit.Standing.DIFFERENT,
            ""));
  }

  /** A disk without a line has no maximum. */
  private static String held(String text, String disk, Limits.IoRate rate, boolean isV2) {
    for (var line : KernelText.lines(text)) {
      var words = KernelText.of(line);
      if (words.isEmpty() || !words.getFirst().equals(disk)) {
        continue;
      }
      for (var word : words.subList(1, words.size())) {
        if (!isV2 || word.startsWith(rate.word() + "=")) {
          return word;
        }
      }
    }
    return isV2 ? rate.word() + "=max" : "0";
  }

  /** {@code default 50}, and maybe a line for each disk. */
  private static String firstWord(Path file) {
    for (var word : KernelText.of(Bounded.word(file))) {
      if (!word.equals("default")) {
        return word;
      }
    }
    return "";
  }

  private void devices() {
    if (limits.devicePolicy() == Limits.DevicePolicy.AUTO && limits.deviceAllow().isEmpty()) {
      return;
    }
    var file = at.apply("devices").resolve("devices.list");
    var list = Bounded.textIfAny(file);
    var origins = limits.origins(DEVICE_ALLOW);
    if (limits.devicePolicy() != Limits.DevicePolicy.AUTO) {
      policy(file, list);
    }
    for (var i = 0; i < limits.deviceAllow().size(); i++) {
      var rule = limits.deviceAllow().get(i);
      var wanted = rule.device() + " " + rule.access();
      var origin = Optional.of(origins.get(i));
      var numbers = DeviceNumbers.of(rule);
      if (list.isEmpty()) {
        found.add(LiveLimit.unknown(DEVICE_ALLOW, wanted, origin, BY_PROGRAM));
      } else if (numbers.isEmpty()) {
        found.add(
            LiveLimit.unknown(
                DEVICE_ALLOW, wanted, origin, "there is no such device on this machine"));
      }
      for (var number : numbers) {
        if (list.isPresent()) {
          var isThere = covers(list.get(), number);
          found.add(
              new LiveLimit(
                  DEVICE_ALLOW,
                  wanted,
                  origin,
                  number,
                  Optional.of(new LiveLimit.Held(file, isThere ? number : "not in the list")),
                  isThere ? LiveLimit.Standing.SAME : LiveLimit.Standing.DIFFERENT,
                  ""));
        }
      }
    }
  }

  private void policy(Path file, Optional<String> list) {
    var key = "DevicePolicy";
    if (list.isEmpty()) {
      unknown(key, BY_PROGRAM);
      return;
    }
    var isOpen = covers(list.get(), EVERYTHING);
    add(key, "a list", new LiveLimit.Held(file, isOpen ? EVERYTHING : "a list"), !isOpen);
  }

  /** Whether a line opens what the rule opens; of a line with fewer letters nothing is open. */
  private static boolean covers(String list, String rule) {
    for (var line : KernelText.lines(list)) {
      if (line.equals(rule) || line.equals(EVERYTHING)) {
        return true;
      }
    }
    return false;
  }

  /** An amount that the kernel may have rounded by up to {@code slack}. */
  private void amount(String key, Limits.Cap cap, String controller, String name, long slack) {
    var isV2 = cgroups.isV2(controller) || controller.equals("pids");
    var file = at.apply(controller).resolve(name);
    var text = Bounded.word(file);
    var expected = isV2 ? KernelWords.max(cap) : KernelWords.bytes(cap);
    if (text.isEmpty()) {
      absent(key, expected, file);
      return;
    }
    var live = AccountReader.limited(ControlFile.number(text));
    var isSame =
        switch (cap) {
          case Limits.Cap.Infinite _ -> live.isEmpty();
          case Limits.Cap.At(var wanted) ->
              // what is not there for lack of a limit is one that nothing could reach
              live.isEmpty()
                  ? wanted >= AccountReader.V1_UNLIMITED
                  : Math.abs(live.getAsLong() - wanted) <= slack;
        };
    add(key, expected, new LiveLimit.Held(file, text), isSame);
  }

  private void exact(String key, String controller, String name, String expected) {
    var file = at.apply(controller).resolve(name);
    var text = Bounded.word(file);
    if (text.isEmpty()) {
      absent(key, expected, file);
    } else {
      add(key, expected, new LiveLimit.Held(file, text), text.equals(expected));
    }
  }

  private void add(String key, String expected, LiveLimit.Held held, boolean isSame) {
    found.add(
        new LiveLimit(
            key,
            written(key),
            last(key),
            expected,
            Optional.of(held),
            isSame ? LiveLimit.Standing.SAME : LiveLimit.Standing.DIFFERENT,
            ""));
  }

  private void absent(String key, String expected, Path file) {
    found.add(
        new LiveLimit(
            key,
            written(key),
            last(key),
            expected,
            Optional.empty(),
            LiveLimit.Standing.UNKNOWN,
            "there is no " + file.getFileName() + " here: its controller is not switched on"));
  }

  private void unknown(String key, String reason) {
    found.add(LiveLimit.unknown(key, written(key), last(key), reason));
  }

  private String written(String key) {
    return line(key).map(Entry::value).orElse("");
  }

  private Optional<Origin> last(String key) {
    return line(key).map(Entry::origin);
  }

  /** The line of a key that counts. */
  private Optional<Entry> line(String key) {
    var last = Optional.<Entry>empty();
    for (var line : limits.lines()) {
      if (line.key().equals(key)) {
        last = Optional.of(line);
      }
    }
    return last;
  }
}
