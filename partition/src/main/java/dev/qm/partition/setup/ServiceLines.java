package dev.qm.partition.setup;

/**
 * What the [Service] section of {@code qm.container} says otherwise on a machine.
 *
 * @param marksMemory whether its kernel has a mark at which memory slows a group down
 */
record ServiceLines(boolean marksMemory) {
  /** A machine on which all of {@code qm.container} works. */
  static final ServiceLines NONE = new ServiceLines(true);

  /** The section, with the reason of each line; nothing where all stays as it is. */
  String text() {
    var lines = new StringBuilder();
    if (!marksMemory) {
      lines.append("\n# Memory is with cgroup v1 here, which has no mark at which it slows down.\n");
      lines.append("MemoryHigh=\n");
    }
    return lines.isEmpty() ? "" : "\n[Service]" + lines;
  }
}
