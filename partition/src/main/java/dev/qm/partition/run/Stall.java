package dev.qm.partition.run;

import dev.qm.host.HostException;
import dev.qm.host.cgroup.Pressure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A moment from which on it is watched whether the partition gets a processor: on a busy host it
 * comes last, and whoever waits for a command inside wants to know why.
 *
 * @param nanoTime of {@link System#nanoTime}
 */
public record Stall(Path file, Pressure before, long nanoTime) {
  /** How long nobody wonders. */
  public static final Duration PATIENCE = Duration.ofSeconds(3);

  /** From this on it is want of processor time that is waited for, in percent of the time. */
  private static final int MUCH = 30;

  /** From now on; empty where the kernel does not count this. */
  public static Optional<Stall> from(Instance instance) throws HostException {
    var file = PartitionStatus.group(instance).pressure();
    return Pressure.read(file).map(before -> new Stall(file, before, System.nanoTime()));
  }

  /**
   * The part of the time since in which it had no processor, in percent; empty when that is not
   * worth a word.
   */
  public OptionalInt percent() {
    var passed = (System.nanoTime() - nanoTime) / 1000;
    var now = Pressure.read(file);
    if (now.isEmpty()) {
      return OptionalInt.empty();
    }
    var percent = 100 * (now.get().microseconds() - before.microseconds()) / passed;
    return percent < MUCH ? OptionalInt.empty() : OptionalInt.of((int) Math.min(percent, 100));
  }
}
