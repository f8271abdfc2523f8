package dev.qm.host.process;

import dev.qm.host.KernelText;
import dev.qm.host.Untrusted;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The line of /proc/PID/stat: proc_pid_stat(5).
 *
 * @param name chosen by the process itself
 * @param flags {@code PF_...} of the kernel's include/linux/sched.h
 * @param startTicks when it started, in clock ticks after boot
 */
record ProcessStat(Untrusted name, char state, int parent, long flags, long startTicks) {
  private static final long KERNEL_THREAD = 0x200000;

  /** What the line says; nothing for what is none. */
  static Optional<ProcessStat> parse(byte[] stat) {
    var open = indexOf(stat, '(');
    // the name may hold parentheses, blanks and line breaks: the last one closes it
    var close = lastIndexOf(stat, ')');
    if (open < 0 || close < open) {
      return Optional.empty();
    }
    var rest = new String(stat, close + 1, stat.length - close - 1, StandardCharsets.US_ASCII);
    var fields = KernelText.of(rest);
    // state is field 3, ppid 4, flags 9, starttime 22
    if (fields.size() < 20) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ProcessStat(
              Untrusted.of(Arrays.copyOfRange(stat, open + 1, close)),
              fields.get(0).charAt(0),
              Integer.parseInt(fields.get(1)),
              Long.parseLong(fields.get(6)),
              Long.parseLong(fields.get(19))));
    } catch (NumberFormatException notStat) {
      return Optional.empty();
    }
  }

  boolean isKernelThread() {
    return (flags & KERNEL_THREAD) != 0;
  }

  private static int indexOf(byte[] bytes, char c) {
    var i = 0;
    while (i < bytes.length && bytes[i] != c) {
      i++;
    }
    return i == bytes.length ? -1 : i;
  }

  private static int lastIndexOf(byte[] bytes, char c) {
    var i = bytes.length - 1;
    while (i >= 0 && bytes[i] != c) {
      i--;
    }
    return i;
  }
}
