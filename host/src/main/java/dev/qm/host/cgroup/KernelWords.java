package dev.qm.host.cgroup;

/**
 * Limits in the words of control files. Conversions of weights are systemd's
 * (src/basic/cgroup-util.h), so that a partition weighs the same in both generations of cgroups.
 */
final class KernelWords {
  /** The period that a processor quota is counted in, in microseconds: systemd's default. */
  static final long PERIOD = 100_000;

  /** The kernel takes no quota below one millisecond. */
  private static final long LEAST_QUOTA = 1000;

  private KernelWords() {}

  /** {@code cpu.shares} of cgroup v1, for a weight of 1 to 10000. */
  static long shares(int weight) {
    return Math.clamp(weight * 1024L / 100, 2, 262_144);
  }

  /** {@code blkio.weight} of cgroup v1, for a weight of 1 to 10000. */
  static long blockWeight(int weight) {
    return Math.clamp(weight * 5L, 10, 1000);
  }

  /** The weight for BFQ, which has a narrower scale; systemd maps the middle to the middle. */
  static long bfqWeight(int weight) {
    return weight <= 100 ? weight : 100 + (weight - 100) * 900L / 9900;
  }

  /** Microseconds of each {@link #PERIOD}. */
  static long quota(Limits.CpuQuota quota) {
    return Math.max(LEAST_QUOTA, quota.microsecondsPerSecond() * PERIOD / 1_000_000);
  }

  /** An amount for cgroup2. */
  static String max(Limits.Cap cap) {
    return switch (cap) {
      case Limits.Cap.At(var amount) -> Long.toString(amount);
      case Limits.Cap.Infinite i -> "max";
    };
  }

  /** A maximum of a disk, for behind the disk's number; on cgroup v1 0 takes it back. */
  static String ioMax(Limits.IoMax max, boolean isV2) {
    if (isV2) {
      return max.of().word() + "=" + max(max.most());
    }
    return max.most() instanceof Limits.Cap.At(var amount) ? Long.toString(amount) : "0";
  }

  /** An amount for cgroup v1. */
  static String bytes(Limits.Cap cap) {
    return switch (cap) {
      case Limits.Cap.At(var amount) -> Long.toString(amount);
      case Limits.Cap.Infinite i -> "-1";
    };
  }
}
