package dev.qm.partition.run;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.cgroup.CgroupTree;
import dev.qm.host.file.Bounded;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * How long the partition may take for something, counted in the time in which the machine's
 * processors were there for it: idle, or at work for the partition. On a quiet machine that is the
 * time on the clock. While the host needs every processor the partition hardly gets on, or not at
 * all with {@code CPUWeight=idle}, and so does this.
 */
final class Patience {
  /** Microseconds of a tick in proc_stat(5): USER_HZ is 100 on every architecture. */
  private static final double TICK = 10_000;

  /** However busy the host is: a partition that never ends its boot is told from a slow one. */
  private static final int MOST = 20;

  /** From when on a start that does not get on is worth a word. */
  private static final Duration LONG = Duration.ofSeconds(5);

  /** The part of the clock's time below which the partition is said to starve. */
  private static final double FAMINE = 0.2;

  private final CgroupTree group;
  private final double whole;
  private final long begun = System.nanoTime();
  private Sample last;
  private double spent;

  private Patience(CgroupTree group, Duration whole) throws HostException {
    this.group = group;
    this.whole = whole.toNanos();
    this.last = sample();
  }

  /** Patience with a running partition, from now on. */
  static Patience with(Instance instance, Duration whole) throws HostException {
    return new Patience(PartitionStatus.group(instance), whole);
  }

  /**
   * What the processors have done since the machine started.
   *
   * @param nanos of the clock, since whenever
   * @param all ticks of all processors
   * @param idle those of them in which one had nothing to do
   * @param own microseconds in which one worked for the partition; nothing where nobody counts
   */
  record Sample(long nanos, long all, long idle, OptionalLong own) {
    /** The part of the processors that was there for the partition since {@code before}: 0 to 1. */
    double share(Sample before) {
      var ticks = all - before.all;
      if (ticks <= 0 || own.isEmpty() || before.own.isEmpty()) {
        return 1;
      }
      var there = idle - before.idle + (own.getAsLong() - before.own.getAsLong()) / TICK;
      return Math.clamp(there / ticks, 0.0, 1.0);
    }
  }

  /** Whether no more is left. */
  boolean isOver() throws HostException {
    var now = sample();
    spent += (now.nanos - last.nanos) * now.share(last);
    last = now;
    return spent >= whole || now.nanos - begun > MOST * whole;
  }

  /** Whether the partition has had hardly any of the time that went by until {@link #isOver}. */
  boolean isStarved() {
    var clock = last.nanos - begun;
    return clock > LONG.toNanos() && spent < FAMINE * clock;
  }

  private Sample sample() throws HostException {
    try {
      var own = group.usage().cpuMicroseconds();
      return sample(System.nanoTime(), Bounded.text(Path.of("/proc/stat")), own);
    } catch (IOException failure) {
      throw new HostException("cannot tell what the processors do", failure);
    }
  }

  /** The sample in the text of {@code /proc/stat}, whose first line sums up all processors. */
  static Sample sample(long nanos, String stat, OptionalLong own) {
    var fields = KernelText.of(KernelText.lines(stat).getFirst());
    var all = 0L;
    // cpu, user, nice, system, idle, iowait, irq, softirq, steal; guests are in user and nice too
    for (var i = 1; i < Math.min(fields.size(), 9); i++) {
      all += Long.parseLong(fields.get(i));
    }
    var idle = Long.parseLong(fields.get(4)) + Long.parseLong(fields.get(5));
    return new Sample(nanos, all, idle, own);
  }
}
