package dev.qm.host.cgroup;

import dev.qm.host.HostException;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.ControlFile;
import dev.qm.quadlet.syntax.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Writes limits into the control files of one group, in the words of the hierarchy that has the
 * controller: cgroup v2 (Documentation/admin-guide/cgroup-v2.rst) or v1 (cgroup-v1/).
 */
final class LimitWriter {
  private static final String DEVICE_ALLOW = "DeviceAllow";

  private final Cgroups cgroups;
  private final UnaryOperator<Path> folderOf;
  private final Limits limits;
  private final List<LimitResult> results = new ArrayList<>();

  /**
   * @param folderOf the group's folder below a hierarchy's mount
   */
  LimitWriter(Cgroups cgroups, UnaryOperator<Path> folderOf, Limits limits) {
    this.cgroups = cgroups;
    this.folderOf = folderOf;
    this.limits = limits;
  }

  List<LimitResult> write() {
    memory();
    limits
        .tasksMax()
        .ifPresent(cap -> put("TasksMax", cap, "pids", "pids.max", KernelWords.max(cap)));
    limits.cpuWeight().ifPresent(this::cpuWeight);
    limits.cpuQuota().ifPresent(this::cpuQuota);
    limits
        .allowedCpus()
        .ifPresent(list -> put("AllowedCPUs", list, "cpuset", "cpuset.cpus", list.toString()));
    limits
        .allowedMemoryNodes()
        .ifPresent(
            list -> put("AllowedMemoryNodes", list, "cpuset", "cpuset.mems", list.toString()));
    limits.ioWeight().ifPresent(this::ioWeight);
    limits.ioMax().forEach(this::ioMax);
    devices();
    return List.copyOf(results);
  }

  private void memory() {
    if (cgroups.isV2("memory")) {
      limits
          .memoryMax()
          .ifPresent(cap -> put("MemoryMax", cap, "memory", "memory.max", KernelWords.max(cap)));
      limits
          .memoryHigh()
          .ifPresent(cap -> put("MemoryHigh", cap, "memory", "memory.high", KernelWords.max(cap)));
      limits
          .memorySwapMax()
          .ifPresent(
              cap -> put("MemorySwapMax", cap, "memory", "memory.swap.max", KernelWords.max(cap)));
      return;
    }
    if (limits.memoryMax().isPresent()) {
      v1MemoryMax();
    } else {
      limits.memorySwapMax().ifPresent(this::v1SwapWithoutMax);
    }
    limits
        .memoryHigh()
        .ifPresent(cap ->
            refuse("MemoryHigh", cap, "cgroup v1 has no limit that slows down; use MemoryMax="));
  }

  /**
   * cgroup v1 counts memory and memory plus swap, and the second must never be the smaller one: so
   * the order of the writes depends on whether the limits rise or fall.
   */
  private void v1MemoryMax() {
    var cap = limits.memoryMax().orElseThrow();
    var memory = KernelWords.bytes(cap);
    var swap = limits.memorySwapMax();
    var both =
        cap instanceof Limits.Cap.At(var most)
                && swap.orElse(cap) instanceof Limits.Cap.At(var more)
            ? Long.toString(swap.isEmpty() ? -1 : most + Math.min(more, Long.MAX_VALUE - most))
            : "-1";
    var folder = folder("memory");
    if (folder.isEmpty()) {
      put("MemoryMax", cap, "memory", "memory.limit_in_bytes", memory);
      swap.ifPresent(s -> put("MemorySwapMax", s, "memory", "", both));
      return;
    }
    var limit = folder.get().resolve("memory.limit_in_bytes");
    var memsw = folder.get().resolve("memory.memsw.limit_in_bytes");
    var first = write(limit, memory);
    var second = swap.isEmpty() && first.isEmpty() ? first : write(memsw, both);
    if (first.isPresent()) {
      first = write(limit, memory);
    }
    note("MemoryMax", cap, limit, memory, first);
    if (swap.isPresent()) {
      var reason =
          Files.exists(memsw)
              ? second
              : Optional.of("the kernel does not count swap (swapaccount=0)");
      note("MemorySwapMax", swap.get(), memsw, both, reason);
    }
  }

  private void v1SwapWithoutMax(Limits.Cap cap) {
    if (cap instanceof Limits.Cap.At(var amount) && amount == 0) {
      var folder = folder("memory");
      folder.ifPresent(f -> write(f.resolve("memory.swappiness"), "0"));
    }
    refuse(
        "MemorySwapMax",
        cap,
        "cgroup v1 limits swap only together with memory; set MemoryMax= too");
  }

  private void cpuWeight(Limits.CpuWeight weight) {
    var key = "CPUWeight";
    var folder = folder("cpu");
    if (folder.isEmpty()) {
      refuse(key, weight, missing("cpu"));
      return;
    }
    var idle = folder.get().resolve("cpu.idle");
    switch (weight) {
      case Limits.CpuWeight.Idle i -> {
        if (Files.exists(idle) || cgroups.isV2("cpu")) {
          note(key, weight, idle, "1", write(idle, "1"));
        } else {
          // Linux before 5.15: the smallest share there is comes nearest
          put(key, weight, "cpu", "cpu.shares", "2");
        }
      }
      case Limits.CpuWeight.Share(var share) -> {
        if (Bounded.word(idle).equals("1")) {
          write(idle, "0");
        }
        if (cgroups.isV2("cpu")) {
          put(key, weight, "cpu", "cpu.weight", Integer.toString(share));
        } else {
          put(key, weight, "cpu", "cpu.shares", Long.toString(KernelWords.shares(share)));
        }
      }
    }
  }

  private void cpuQuota(Limits.CpuQuota quota) {
    var micros = KernelWords.quota(quota);
    if (cgroups.isV2("cpu")) {
      put("CPUQuota", quota, "cpu", "cpu.max", micros + " " + KernelWords.PERIOD);
    } else {
      folder("cpu")
          .ifPresent(f -> write(f.resolve("cpu.cfs_period_us"), Long.toString(KernelWords.PERIOD)));
      put("CPUQuota", quota, "cpu", "cpu.cfs_quota_us", Long.toString(micros));
    }
  }

  private void ioWeight(int weight) {
    var key = "IOWeight";
    var v2 = cgroups.isV2("io");
    var folder = folder(v2 ? "io" : "blkio");
    if (folder.isEmpty()) {
      refuse(key, weight, missing(v2 ? "io" : "blkio"));
      return;
    }
    var bfq = KernelWords.bfqWeight(weight);
    var own =
        v2
            ? write(folder.get().resolve("io.weight"), "default " + weight)
            : write(
                folder.get().resolve("blkio.weight"),
                Long.toString(KernelWords.blockWeight(weight)));
    var bfqFile = folder.get().resolve(v2 ? "io.bfq.weight" : "blkio.bfq.weight");
    var byBfq = write(bfqFile, Long.toString(bfq));
    if (own.isEmpty()) {
      results.add(
          new LimitResult.Applied(
              key, folder.get().resolve(v2 ? "io.weight" : "blkio.weight"), "" + weight));
    } else if (byBfq.isEmpty()) {
      results.add(new LimitResult.Applied(key, bfqFile, Long.toString(bfq)));
    } else {
      refuse(
          key, weight, "no disk scheduler of this kernel takes weights (it needs BFQ or io.cost)");
    }
  }

  private void ioMax(Limits.IoMax max) {
    var key = max.of().key();
    var wanted = max.line().value();
    var origin = Optional.of(max.line().origin());
    var v2 = cgroups.isV2("io");
    var folder = folder(v2 ? "io" : "blkio");
    var disk = DiskBehind.MACHINE.of(Path.of(max.path()));
    if (folder.isEmpty()) {
      refuse(key, wanted, missing(v2 ? "io" : "blkio"), origin);
    } else if (disk.isEmpty()) {
      refuse(key, wanted, max.path() + " is on no disk, or on several", origin);
    } else {
      var file = folder.get().resolve(v2 ? "io.max" : max.of().file());
      var value = disk.get() + " " + KernelWords.ioMax(max, v2);
      note(key, wanted, file, value, write(file, value), origin);
    }
  }

  private void devices() {
    var open = limits.devicePolicy() == Limits.DevicePolicy.AUTO && limits.deviceAllow().isEmpty();
    if (open) {
      return;
    }
    var key = "DevicePolicy";
    var folder = folder("devices");
    // with AUTO nobody needs to have written the key: the devices ask for it then
    var policy = last(key).or(() -> last(DEVICE_ALLOW));
    if (folder.isEmpty()) {
      refuse(
          key,
          limits.devicePolicy(),
          "there is no devices controller; on cgroup v2 systemd or the container runtime sets this"
              + " with an eBPF program",
          policy);
      return;
    }
    var rules = new ArrayList<DeviceLine>();
    if (limits.devicePolicy() != Limits.DevicePolicy.STRICT) {
      for (var standard : DeviceNumbers.STANDARD) {
        rules.add(new DeviceLine(standard, policy));
      }
    }
    var origins = limits.origins(DEVICE_ALLOW);
    for (var i = 0; i < limits.deviceAllow().size(); i++) {
      var rule = limits.deviceAllow().get(i);
      var origin = Optional.of(origins.get(i));
      var numbers = DeviceNumbers.of(rule);
      if (numbers.isEmpty()) {
        refuse(DEVICE_ALLOW, rule.device(), "there is no such device on this machine", origin);
      }
      for (var number : numbers) {
        rules.add(new DeviceLine(number, origin));
      }
    }
    var deny = folder.get().resolve("devices.deny");
    note(key, limits.devicePolicy(), deny, "a", write(deny, "a"), policy);
    var allow = folder.get().resolve("devices.allow");
    for (var rule : rules) {
      note(DEVICE_ALLOW, rule.text(), allow, rule.text(), write(allow, rule.text()), rule.origin());
    }
  }

  /**
   * A line for the kernel.
   *
   * @param origin the setting that asks for it
   */
  private record DeviceLine(String text, Optional<Origin> origin) {}

  private void put(String key, Object wanted, String controller, String file, String value) {
    var folder = folder(controller);
    if (folder.isEmpty()) {
      refuse(key, wanted, missing(controller));
      return;
    }
    var target = folder.get().resolve(file);
    note(key, wanted, target, value, write(target, value));
  }

  private Optional<Path> folder(String controller) {
    return cgroups.mountOf(controller).map(folderOf);
  }

  private static String missing(String controller) {
    return "the " + controller + " controller is not mounted or not switched on";
  }

  private void note(String key, Object wanted, Path file, String value, Optional<String> whyNot) {
    note(key, wanted, file, value, whyNot, last(key));
  }

  private void note(
      String key,
      Object wanted,
      Path file,
      String value,
      Optional<String> whyNot,
      Optional<Origin> origin) {
    if (whyNot.isEmpty()) {
      results.add(new LimitResult.Applied(key, file, value));
    } else {
      refuse(key, wanted, whyNot.get(), origin);
    }
  }

  private void refuse(String key, Object wanted, String reason) {
    refuse(key, wanted, reason, last(key));
  }

  private void refuse(String key, Object wanted, String reason, Optional<Origin> origin) {
    results.add(new LimitResult.NotApplied(key, wanted.toString(), reason, origin));
  }

  /** The line of a key that counts. */
  private Optional<Origin> last(String key) {
    var origins = limits.origins(key);
    return origins.isEmpty() ? Optional.empty() : Optional.of(origins.getLast());
  }

  /** Nothing when the kernel took the value, otherwise the reason. */
  private static Optional<String> write(Path file, String value) {
    try {
      ControlFile.write(file, value);
      return Optional.empty();
    } catch (NoSuchFileException absent) {
      return Optional.of("this kernel has no " + file);
    } catch (IOException failure) {
      return Optional.of("the kernel refused " + value + ": " + HostException.reason(failure));
    }
  }
}
