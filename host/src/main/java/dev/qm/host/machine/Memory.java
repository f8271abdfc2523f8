package dev.qm.host.machine;

import dev.qm.host.Root;
import dev.qm.host.cgroup.Capacity;
import dev.qm.host.file.Bounded;

/**
 * The machine's memory, in bytes.
 *
 * @param total physical memory
 * @param available what programs could get without swapping: proc_meminfo(5)
 * @param swap swap space
 */
public record Memory(long total, long available, long swap) {

  /** As {@code /proc/meminfo} below {@code root} says; 0 for what it does not. */
  public static Memory probe(Root root) {
    var meminfo = Bounded.textIfAny(root.at("/proc/meminfo")).orElse("");
    return new Memory(
        Capacity.kilobytes(meminfo, "MemTotal:") * 1024,
        Capacity.kilobytes(meminfo, "MemAvailable:") * 1024,
        Capacity.kilobytes(meminfo, "SwapTotal:") * 1024);
  }
}
