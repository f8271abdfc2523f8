package dev.qm.assurance.view;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.Root;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.Mount;
import dev.qm.host.process.Mounts;
import dev.qm.host.process.ProcessInfo;
import dev.qm.host.process.Processes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A running partition, as the kernel shows it.
 *
 * @param first its PID 1
 * @param processes all in its control group, the first one too, by their numbers
 * @param group the group that carries its limits, below a hierarchy's mount: {@code /qm.service}
 * @param mounts what PID 1 sees
 * @param hostNamespaces the inode of each namespace of the host, by kind
 */
public record Live(
    LiveProcess first,
    List<LiveProcess> processes,
    String group,
    List<Mount> mounts,
    Map<String, Long> hostNamespaces,
    Cgroups cgroups) {
  /** Copies what it is given, so that nobody can change it. */
  public Live {
    processes = List.copyOf(processes);
    mounts = List.copyOf(mounts);
    hostNamespaces = Map.copyOf(hostNamespaces);
  }

  /**
   * Looks at a running partition.
   *
   * @param first the number of its PID 1
   * @param group the group that carries its limits
   * @return nothing when it ended meanwhile
   */
  static Optional<Live> read(Root root, Cgroups cgroups, int first, String group)
      throws HostException {
    var processes = new ArrayList<LiveProcess>();
    for (var pid : Processes.all(root.at("/proc"))) {
      process(root, pid, group).ifPresent(processes::add);
    }
    var init = processes.stream().filter(it -> it.pid() == first).findFirst();
    var mounts = Bounded.textIfAny(root.at("/proc/" + first + "/mountinfo"));
    if (init.isEmpty() || mounts.isEmpty()) {
      return Optional.empty();
    }
    var self = ProcessInfo.read(root.at("/proc"), root.isHost() ? own() : 1);
    var host = self.map(ProcessInfo::namespaces).orElse(Map.of());
    processes.removeIf(it -> isKeeper(it, init.get(), host, group));
    var settled =
        new Arrivals(init.get(), host)
            .settled(
                processes,
                ticks(root),
                it ->
                    process(root, it.pid(), group)
                        .filter(now -> !isKeeper(now, init.get(), host, group)));
    return Optional.of(
        new Live(init.get(), settled, group, Mounts.parse(mounts.get()), host, cgroups));
  }

  /** A process of the partition's group. */
  private static Optional<LiveProcess> process(Root root, int pid, String group) {
    var info = ProcessInfo.read(root.at("/proc"), pid);
    var inside = info.flatMap(it -> inside(it, group));
    return inside.isPresent() ? LiveProcess.read(root, info.get(), inside.get()) : Optional.empty();
  }

  /** Since boot, in hundredths of a second: proc_uptime(5). Of an image all began long ago. */
  private static long ticks(Root root) {
    var words = KernelText.of(Bounded.textIfAny(root.at("/proc/uptime")).orElse(""));
    try {
      return words.isEmpty() ? Long.MAX_VALUE : (long) (100 * Double.parseDouble(words.getFirst()));
    } catch (NumberFormatException none) {
      return Long.MAX_VALUE;
    }
  }

  /**
   * Whether a process is the host's although it is in the group: Podman's conmon, which watches the
   * partition from a group of its own beside the container's.
   */
  private static boolean isKeeper(
      LiveProcess process, LiveProcess first, Map<String, Long> host, String group) {
    var pids = process.namespaces().get("pid");
    return pids != null
        && pids.equals(host.get("pid"))
        && !pids.equals(first.namespaces().get("pid"))
        && !below(first.info(), group).containsAll(below(process.info(), group));
  }

  /** The names of its groups right below the partition's, one for each hierarchy. */
  private static Set<String> below(ProcessInfo info, String group) {
    var names = new HashSet<String>();
    for (var membership : info.cgroups()) {
      var path = membership.path();
      if (path.equals(group)) {
        names.add("");
      } else if (path.startsWith(group + "/")) {
        var rest = path.substring(group.length() + 1);
        var slash = rest.indexOf('/');
        names.add(slash < 0 ? rest : rest.substring(0, slash));
      }
    }
    return names;
  }

  private static int own() {
    return (int) ProcessHandle.current().pid();
  }

  /** Its group below the partition's; nothing for a process that is not in it. */
  private static Optional<String> inside(ProcessInfo info, String group) {
    var longest = Optional.<String>empty();
    for (var membership : info.cgroups()) {
      var path = membership.path();
      if (path.equals(group) || path.startsWith(group + "/")) {
        var rest = path.substring(group.length());
        // the container's own group, and Podman's wrapping, are the partition itself
        rest = withoutFirst(rest);
        if (longest.isEmpty() || rest.length() > longest.get().length()) {
          longest = Optional.of(rest);
        }
      }
    }
    return longest;
  }

  private static String withoutFirst(String path) {
    var slash = path.indexOf('/', 1);
    return slash < 0 ? "/" : path.substring(slash);
  }

  /** The file of a limit in the partition's group: cgroup v2's if that has the controller. */
  public Path file(String controller, String v2, String v1) {
    var name = cgroups.isV2(controller) ? v2 : v1;
    return cgroups
        .mountOf(controller)
        .map(mount -> mount.resolve(group.substring(1)).resolve(name))
        .orElse(Path.of("/", controller, name));
  }

  /** What that file says; nothing where the kernel has no such file. */
  public Optional<String> value(String controller, String v2, String v1) {
    return Bounded.textIfAny(file(controller, v2, v1)).map(String::strip);
  }

  /** Whether PID 1 has a namespace of its own; nothing where that cannot be seen. */
  public Optional<Boolean> hasOwn(String kind) {
    var own = first.namespaces().get(kind);
    var host = hostNamespaces.get(kind);
    return own == null || host == null ? Optional.empty() : Optional.of(!own.equals(host));
  }

  /** The mount that is seen at a place of the partition, the last one made there. */
  public Optional<Mount> mountAt(String target) {
    var found = Optional.<Mount>empty();
    for (var mount : mounts) {
      if (mount.target().equals(Path.of(target))) {
        found = Optional.of(mount);
      }
    }
    return found;
  }
}
