package dev.qm.partition.run;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.file.Bounded;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the kernel counts for a user id within a user namespace, so that a partition without one of
 * its own shares the counts with the host's root. Its first process was started with bounds below
 * the host's; a command that is started beside it gets the same, by prlimit(1).
 */
final class SharedCounts {
  /** How {@code /proc/PID/limits} calls each limit, and the option of prlimit(1): proc(5). */
  private enum Limit {
    QUEUES("Max msgqueue size", "--msgqueue="),
    SIGNALS("Max pending signals", "--sigpending=");

    private final String title;
    private final String option;

    Limit(String title, String option) {
      this.title = title;
      this.option = option;
    }

    /** The hard limit; the largest number when there is none. */
    long hard(String limits) {
      for (var line : KernelText.lines(limits)) {
        if (line.startsWith(title)) {
          var fields = KernelText.of(line.substring(title.length()));
          if (fields.size() > 1 && !fields.get(1).equals("unlimited")) {
            return Long.parseLong(fields.get(1));
          }
        }
      }
      return Long.MAX_VALUE;
    }
  }

  private SharedCounts() {}

  /** The command with the bounds of a running partition's first process. */
  static List<String> bounded(Instance instance, List<String> argv) throws HostException {
    if (instance.spec().hasUserNamespace()) {
      return argv;
    }
    try {
      var options = options(limits(Integer.toString(instance.pid())), limits("self"));
      if (options.isEmpty()) {
        return argv;
      }
      var bounded = new ArrayList<>(List.of("prlimit"));
      bounded.addAll(options);
      bounded.addAll(argv);
      return bounded;
    } catch (IOException failure) {
      throw new HostException("cannot read the limits of the partition", failure);
    }
  }

  private static String limits(String process) throws IOException {
    return Bounded.text(Path.of("/proc", process, "limits"));
  }

  /**
   * What takes this process to the hard limits of another one, which only the host can have raised;
   * none is raised.
   *
   * @param theirs the text of its limits file
   * @param own the text of this process's
   */
  static List<String> options(String theirs, String own) {
    var options = new ArrayList<String>();
    for (var limit : Limit.values()) {
      var wanted = limit.hard(theirs);
      if (wanted < limit.hard(own)) {
        options.add(limit.option + wanted + ":" + wanted);
      }
    }
    return options;
  }
}
