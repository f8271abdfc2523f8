package dev.qm.host.cgroup;

import dev.qm.host.KernelText;
import dev.qm.host.Root;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.ControlFile;
import java.nio.file.Path;

/**
 * What percentages in limits refer to.
 *
 * @param memoryBytes physical memory
 * @param swapBytes swap space; 0 when there is none
 * @param tasks how many processes and threads the kernel allows in all
 */
public record Capacity(long memoryBytes, long swapBytes, long tasks) {

  /** The capacity of the machine below {@code root}; what it does not tell counts as 0. */
  public static Capacity probe(Root root) {
    var meminfo = Bounded.textIfAny(root.at("/proc/meminfo")).orElse("");
    return new Capacity(
        kilobytes(meminfo, "MemTotal:") * 1024,
        kilobytes(meminfo, "SwapTotal:") * 1024,
        // systemd.resource-control(5): the smaller of the two is the system's maximum of tasks
        Math.min(
            number(root.at("/proc/sys/kernel/pid_max")),
            number(root.at("/proc/sys/kernel/threads-max"))));
  }

  /** The number after {@code field} in the text of /proc/meminfo; 0 when it is not there. */
  public static long kilobytes(String meminfo, String field) {
    for (var line : KernelText.lines(meminfo)) {
      if (line.startsWith(field)) {
        var words = KernelText.of(line.substring(field.length()));
        return words.isEmpty() ? 0 : ControlFile.number(words.getFirst()).orElse(0);
      }
    }
    return 0;
  }

  private static long number(Path file) {
    return ControlFile.number(Bounded.word(file)).orElse(0);
  }
}
