package dev.qm.partition.setup;

import java.util.Optional;

/**
 * What the [Service] section of {@code qm.container} says otherwise on a machine.
 *
 * @param marksMemory whether its kernel has a mark at which memory slows a group down
 * @param asilCpus the processors that are not the partition's
 */
record ServiceLines(boolean marksMemory, Optional<AsilCpus> asilCpus) {
  /** A machine on which all of {@code qm.container} works, and all processors are for all. */
  static final ServiceLines NONE = new ServiceLines(true, Optional.empty());

  /** The section, with the reason of each line; nothing where all stays as it is. */
  String text() {
    var lines = new StringBuilder();
    if (!marksMemory) {
      lines.append("\n# Memory is with cgroup v1 here, which has no mark at which it slows down.\n");
      lines.append("MemoryHigh=\n");
    }
    asilCpus.ifPresent(
        cpus ->
            lines
                .append("\n# The safety side has the processors ")
                .append(cpus.reserved())
                .append(" for itself (--asil-cpus). A service that\n")
                .append("# computes or waits in a loop inside is then on other ones.\n")
                .append("AllowedCPUs=")
                .append(cpus.left())
                .append('\n'));
    return lines.isEmpty() ? "" : "\n[Service]" + lines;
  }
}
