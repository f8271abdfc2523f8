package dev.qm.partition.setup;

import java.util.List;
import java.util.Optional;

/**
 * What [Unit] and [Service] of {@code qm.container} say otherwise on a machine.
 *
 * @param marksMemory whether its kernel has a mark at which memory slows a group down
 * @param asilCpus the processors that are not the partition's
 * @param mounted folders that are file systems of their own
 * @param ioMax how much there may be of the disk at most
 */
record UnitLines(
    boolean marksMemory, Optional<AsilCpus> asilCpus, List<String> mounted, Optional<IoMax> ioMax) {
  /** A machine on which all of {@code qm.container} works, and nothing was asked for. */
  static final UnitLines NONE = new UnitLines(true, Optional.empty(), List.of(), Optional.empty());

  UnitLines {
    mounted = List.copyOf(mounted);
  }

  /** The sections, with the reason of each line; nothing where all stays as it is. */
  String text() {
    var text = new StringBuilder();
    if (!mounted.isEmpty()) {
      text.append("\n[Unit]\n");
      text.append(
          "# File systems of their own (--var-size): without them there is nothing to start.\n");
      text.append("RequiresMountsFor=").append(String.join(" ", mounted)).append('\n');
    }
    var service = service();
    if (!service.isEmpty()) {
      text.append("\n[Service]").append(service);
    }
    return text.toString();
  }

  private String service() {
    var lines = new StringBuilder();
    if (!marksMemory) {
      lines.append(
          "\n# Memory is with cgroup v1 here, which has no mark at which it slows down.\n");
      lines.append("MemoryHigh=\n");
    }
    if (asilCpus.isPresent()) {
      lines.append("\n# The safety side has the processors ");
      lines.append(asilCpus.get().reserved());
      lines.append(" for itself (--asil-cpus). A service that\n");
      lines.append("# computes or waits in a loop inside is then on other ones.\n");
      lines.append("AllowedCPUs=").append(asilCpus.get().left()).append('\n');
    }
    if (ioMax.isPresent()) {
      lines.append(
          "\n# The disk serves the partition no more than that in a second (--io-max), whatever its\n");
      lines.append("# scheduler makes of weights, and whether anybody else wants it or not.\n");
      ioMax.get().lines().forEach(line -> lines.append(line).append('\n'));
    }
    return lines.toString();
  }
}
