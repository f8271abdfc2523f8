package dev.qm.host.process;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.file.Bounded;
import java.io.IOException;
import java.nio.file.Path;

/** How many files a process may have open: getrlimit(2), RLIMIT_NOFILE. */
public final class OpenFileLimit {
  private static final String LINE = "Max open files";

  private OpenFileLimit() {}

  /**
   * The hard limit of this process, which it cannot exceed for a program that it starts: a number,
   * or {@code unlimited}.
   */
  public static String hard() throws HostException {
    try {
      for (var line : KernelText.lines(Bounded.text(Path.of("/proc/self/limits")))) {
        if (line.startsWith(LINE)) {
          var words = KernelText.of(line.substring(LINE.length()));
          return words.size() > 1 ? words.get(1) : "1024";
        }
      }
      return "1024";
    } catch (IOException failure) {
      throw new HostException("cannot read this process's limits", failure);
    }
  }
}
