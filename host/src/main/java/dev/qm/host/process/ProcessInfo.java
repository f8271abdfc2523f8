package dev.qm.host.process;

import dev.qm.host.KernelText;
import dev.qm.host.Untrusted;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.ControlFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One process as /proc shows it: proc(5).
 *
 * @param pid its id as this process sees it
 * @param state {@code R}, {@code S}, {@code D}, {@code Z}, {@code T}, ...
 * @param parent the id of its parent; 0 for none
 * @param uid its effective user id as this process sees it
 * @param startTicks when it started, in clock ticks after boot; with the pid it names a process for
 *     good
 * @param name chosen by the process itself
 * @param arguments its command line, which the process can rewrite; none for kernel threads
 * @param cgroups its place in each hierarchy
 * @param namespaces the inode of each of its namespaces by kind ({@code mnt}, {@code net}, ...);
 *     none when this process may not look
 */
public record ProcessInfo(
    int pid,
    char state,
    int parent,
    long uid,
    long startTicks,
    Untrusted name,
    List<Untrusted> arguments,
    List<Membership> cgroups,
    Map<String, Long> namespaces) {
  /** A command line can be megabytes; what is shown of it is not. */
  private static final int LONGEST_COMMAND_LINE = 64 << 10;

  private static final Path PROC = Path.of("/proc");

  private static final List<String> NAMESPACES =
      List.of("cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts");

  public ProcessInfo {
    arguments = List.copyOf(arguments);
    cgroups = List.copyOf(cgroups);
    namespaces = Map.copyOf(namespaces);
  }

  /**
   * The place of a process in one hierarchy: one line of /proc/PID/cgroup.
   *
   * @param hierarchy its number; 0 for cgroup2
   * @param controllers of cgroup v1, or one {@code name=...}; none for cgroup2
   * @param path below the mount of the hierarchy
   */
  public record Membership(int hierarchy, List<String> controllers, String path) {
    public Membership {
      controllers = List.copyOf(controllers);
    }
  }

  /** The process {@code pid}; nothing when there is none, or it ended while it was looked at. */
  public static Optional<ProcessInfo> read(int pid) {
    return read(PROC, pid);
  }

  /**
   * The process {@code pid} in a /proc that is mounted elsewhere.
   *
   * @param proc the mount
   */
  public static Optional<ProcessInfo> read(Path proc, int pid) {
    var folder = proc.resolve(Integer.toString(pid));
    try {
      var stat = ProcessStat.parse(Bounded.bytes(folder.resolve("stat"), Bounded.LIMIT));
      if (stat.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          new ProcessInfo(
              pid,
              stat.get().state(),
              stat.get().parent(),
              effectiveUid(Bounded.text(folder.resolve("status"))),
              stat.get().startTicks(),
              stat.get().name(),
              arguments(folder.resolve("cmdline")),
              memberships(Bounded.text(folder.resolve("cgroup"))),
              namespaces(folder.resolve("ns"))));
    } catch (IOException | NumberFormatException ended) {
      return Optional.empty();
    }
  }

  /** The places in the text of a /proc/PID/cgroup file; other lines are left out. */
  static List<Membership> memberships(String text) {
    var memberships = new ArrayList<Membership>();
    for (var line : KernelText.lines(text)) {
      // the path may hold colons too
      var first = line.indexOf(':');
      var second = line.indexOf(':', first + 1);
      if (first > 0 && second > first) {
        var controllers = line.substring(first + 1, second);
        var number = ControlFile.number(line.substring(0, first)).orElse(-1);
        if (number >= 0 && number <= Integer.MAX_VALUE) {
          memberships.add(
              new Membership(
                  (int) number,
                  controllers.isEmpty() ? List.of() : KernelText.split(controllers, ','),
                  line.substring(second + 1)));
        }
      }
    }
    return memberships;
  }

  private static long effectiveUid(String status) {
    for (var line : KernelText.lines(status)) {
      if (line.startsWith("Uid:")) {
        var words = KernelText.of(line);
        return words.size() > 2 ? Long.parseLong(words.get(2)) : -1;
      }
    }
    return -1;
  }

  private static List<Untrusted> arguments(Path cmdline) throws IOException {
    byte[] bytes;
    try (var in = Files.newInputStream(cmdline)) {
      bytes = in.readNBytes(LONGEST_COMMAND_LINE);
    }
    var arguments = new ArrayList<Untrusted>();
    var start = 0;
    for (var i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        arguments.add(Untrusted.of(Arrays.copyOfRange(bytes, start, i)));
        start = i + 1;
      }
    }
    if (start < bytes.length) {
      arguments.add(Untrusted.of(Arrays.copyOfRange(bytes, start, bytes.length)));
    }
    return arguments;
  }

  private static Map<String, Long> namespaces(Path folder) {
    var inodes = new LinkedHashMap<String, Long>();
    for (var kind : NAMESPACES) {
      try {
        // mnt -> mnt:[4026531841]
        var target = Files.readSymbolicLink(folder.resolve(kind)).toString();
        var open = target.indexOf('[');
        if (open > 0 && target.endsWith("]")) {
          var inode = ControlFile.number(target.substring(open + 1, target.length() - 1));
          if (inode.isPresent()) {
            inodes.put(kind, inode.getAsLong());
          }
        }
      } catch (IOException notAllowed) {
        // the next one is refused as well, and the caller sees that there are none
        break;
      }
    }
    return inodes;
  }
}
