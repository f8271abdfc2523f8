package dev.qm.host.cgroup;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Everything that the kernel counts for a control group with its children, beside what it allows.
 * What is empty has no limit, or no counter on this kernel and hierarchy.
 */
public record GroupAccount(
    Memory memory, Tasks tasks, Processor processor, Disk disk, Waiting waiting) {

  /**
   * In bytes.
   *
   * @param now in use, page cache included
   * @param peak the most ever used
   * @param high where the kernel slows the group down; cgroup2 only
   * @param swap swapped out
   * @param swapMax of swap alone
   * @param oomKills processes that the kernel killed for want of memory
   */
  public record Memory(
      OptionalLong now,
      OptionalLong peak,
      OptionalLong high,
      OptionalLong max,
      OptionalLong swap,
      OptionalLong swapMax,
      OptionalLong oomKills) {}

  /** Processes and threads together. */
  public record Tasks(OptionalLong now, OptionalLong peak, OptionalLong max) {}

  /**
   * Processor time in microseconds.
   *
   * @param weight the share under contention in the kernel's words: {@code idle}, {@code 100} of
   *     cgroup2, {@code 1024 shares} of cgroup v1
   * @param quota how much of each {@code period} the group may use
   * @param periods in which the group wanted to run and a quota was counted
   * @param throttledPeriods of these, those in which the quota was used up
   * @param throttled how long the group stood still for that
   */
  public record Processor(
      OptionalLong used,
      OptionalLong user,
      OptionalLong system,
      Optional<String> weight,
      OptionalLong quota,
      OptionalLong period,
      OptionalLong periods,
      OptionalLong throttledPeriods,
      OptionalLong throttled) {}

  /**
   * All disks together.
   *
   * @param readBytes read since the group was made
   * @param writtenBytes the same of writing
   * @param reads requests
   * @param writes requests
   * @param weight the share under contention in the kernel's words
   */
  public record Disk(
      OptionalLong readBytes,
      OptionalLong writtenBytes,
      OptionalLong reads,
      OptionalLong writes,
      Optional<String> weight) {}

  /** For what the group waited; only cgroup2 counts it, also beside cgroup v1. */
  public record Waiting(PressureReading cpu, PressureReading memory, PressureReading disk) {}
}
