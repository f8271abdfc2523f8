package dev.qm.assurance.view;

import dev.qm.host.HostException;
import dev.qm.host.cgroup.Capacity;
import dev.qm.host.cgroup.Limits;
import dev.qm.host.cgroup.Limits.Cap;
import dev.qm.quadlet.syntax.Entry;
import java.util.List;
import java.util.Optional;

/** What a line of [Service] asks for that is bytes or tasks: systemd.resource-control(5). */
public sealed interface Amount {
  /** No line says anything. */
  record Unset() implements Amount {}

  /**
   * So much; a percentage is of the machine, and 0 where that cannot be told.
   *
   * @param entry the line that counts
   */
  record At(Entry entry, long amount) implements Amount {}

  /** {@code infinity}. */
  record Infinite(Entry entry) implements Amount {}

  /** Nobody understands it. */
  record Unclear(Entry entry, String why) implements Amount {}

  /**
   * The value of {@code MemoryMax}, {@code MemoryHigh}, {@code MemorySwapMax} or {@code TasksMax}.
   */
  static Amount of(PartitionView view, String key) {
    var entry = view.partition().last("Service", key);
    if (entry.isEmpty()) {
      return new Unset();
    }
    try {
      var limits = Limits.parse(List.of(entry.get()), Capacity.probe(view.machine().kernelRoot()));
      return of(entry.get(), cap(limits, key));
    } catch (HostException unclear) {
      return new Unclear(entry.get(), String.valueOf(unclear.getMessage()));
    }
  }

  private static Amount of(Entry entry, Optional<Cap> cap) {
    if (cap.isEmpty()) {
      return new Unset();
    }
    return cap.get() instanceof Cap.At(long amount) ? new At(entry, amount) : new Infinite(entry);
  }

  private static Optional<Cap> cap(Limits limits, String key) {
    return switch (key) {
      case "MemoryMax" -> limits.memoryMax();
      case "MemoryHigh" -> limits.memoryHigh();
      case "MemorySwapMax" -> limits.memorySwapMax();
      case "TasksMax" -> limits.tasksMax();
      default -> throw new IllegalArgumentException(key);
    };
  }

  /** The number, where there is one. */
  default Optional<Long> number() {
    return this instanceof At(var _, long amount) && amount > 0
        ? Optional.of(amount)
        : Optional.empty();
  }
}
