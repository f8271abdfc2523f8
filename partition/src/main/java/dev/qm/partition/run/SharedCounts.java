package dev.qm.partition.run;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.cgroup.Limits;
import dev.qm.host.file.Bounded;
import dev.qm.partition.PartitionSpec;
import dev.qm.quadlet.syntax.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the kernel counts for a user id, and adds to the count of whoever made its user namespace:
 * so the host's root shares these with the partition, and [Service] bounds the partition's part.
 * Where no systemd sets the bounds, and for a command that is started beside the first process,
 * prlimit(1) does.
 */
final class SharedCounts {
  /**
   * How systemd.exec(5) and {@code /proc/PID/limits} (proc(5)) call each limit, and the option of
   * prlimit(1).
   */
  private enum Limit {
    QUEUES("LimitMSGQUEUE", "Max msgqueue size", "--msgqueue="),
    SIGNALS("LimitSIGPENDING", "Max pending signals", "--sigpending=");

    private final String key;
    private final String title;
    private final String option;

    Limit(String key, String title, String option) {
      this.key = key;
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

  /** The command with the bounds of [Service], as systemd would start it. */
  static List<String> ofService(PartitionSpec spec, List<String> argv) throws HostException {
    var options = new ArrayList<String>();
    try {
      var own = limits("self");
      for (var limit : Limit.values()) {
        var wanted = spec.effective().unit().last("Service", limit.key);
        if (wanted.isPresent() && !wanted.get().value().isEmpty()) {
          lower(options, limit, hard(wanted.get()), own);
        }
      }
    } catch (IOException failure) {
      throw new HostException("cannot read the limits of this process", failure);
    }
    return prefixed(options, argv);
  }

  /** The hard limit of {@code SOFT:HARD}, or of a value for both: systemd.exec(5). */
  private static long hard(Entry entry) throws HostException {
    var text = entry.value().substring(entry.value().indexOf(':') + 1);
    if (text.equals("infinity")) {
      return Long.MAX_VALUE;
    }
    return Limits.size(text)
        .orElseThrow(() ->
            new HostException(
                entry.origin() + ": " + entry.key() + "=" + entry.value() + " is no limit",
                "qm has to know it to run the partition on a machine without systemd",
                "write a number, such as 400K, or infinity"));
  }

  /** The command with the bounds of a running partition's first process. */
  static List<String> bounded(Instance instance, List<String> argv) throws HostException {
    if (instance.spec().hasUserNamespace()) {
      return argv;
    }
    try {
      return prefixed(options(limits(Integer.toString(instance.pid())), limits("self")), argv);
    } catch (IOException failure) {
      throw new HostException("cannot read the limits of the partition", failure);
    }
  }

  /** The bounds of a running partition's first process, as options of prlimit(1). */
  static List<String> of(Instance instance) throws HostException {
    if (instance.spec().hasUserNamespace()) {
      return List.of();
    }
    try {
      return options(limits(Integer.toString(instance.pid())), "");
    } catch (IOException failure) {
      throw new HostException("cannot read the limits of the partition", failure);
    }
  }

  private static List<String> prefixed(List<String> options, List<String> argv) {
    if (options.isEmpty()) {
      return argv;
    }
    var bounded = new ArrayList<>(List.of("prlimit"));
    bounded.addAll(options);
    bounded.addAll(argv);
    return bounded;
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
      lower(options, limit, limit.hard(theirs), own);
    }
    return options;
  }

  private static void lower(List<String> options, Limit limit, long wanted, String own) {
    if (wanted < limit.hard(own)) {
      options.add(limit.option + wanted + ":" + wanted);
    }
  }
}
