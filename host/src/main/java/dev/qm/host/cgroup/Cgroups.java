package dev.qm.host.cgroup;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.Root;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.Mount;
import dev.qm.host.process.Mounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How this machine's control groups are mounted: cgroups(7).
 *
 * <p>Paths are as this program opens them; below a {@link Root} they start with it.
 */
public sealed interface Cgroups {

  /** The mount of the hierarchy that holds {@code controller}; nothing when it is not usable. */
  Optional<Path> mountOf(String controller);

  /** The controllers that can be used, by their kernel names. */
  Set<String> controllers();

  /** The mounts of all hierarchies, each once; a process has its place in every one of them. */
  List<Path> hierarchies();

  /** The mount of cgroup2, whether it has controllers or not. */
  Optional<Path> unified();

  /**
   * Only the old hierarchies, one or more controllers each; nothing at all is mounted when there
   * are none.
   *
   * @param mounts controller to mount; co-mounted controllers have the same one
   * @param named hierarchies without controllers, such as {@code systemd}
   */
  record V1(Map<String, Path> mounts, Map<String, Path> named) implements Cgroups {
    public V1 {
      mounts = copy(mounts);
      named = copy(named);
    }

    @Override
    public Optional<Path> mountOf(String controller) {
      return Optional.ofNullable(mounts.get(controller));
    }

    @Override
    public Set<String> controllers() {
      return mounts.keySet();
    }

    @Override
    public List<Path> hierarchies() {
      return distinct(mounts, named, Optional.empty());
    }

    @Override
    public Optional<Path> unified() {
      return Optional.empty();
    }
  }

  /**
   * The old hierarchies with controllers, and cgroup2 beside them to keep track of processes.
   *
   * @param mounts controller to mount, v1 only
   * @param named hierarchies without controllers
   * @param cgroup2 the mount of cgroup2, usually {@code /sys/fs/cgroup/unified}
   * @param unifiedControllers what cgroup2 has left: often nothing of use
   */
  record Hybrid(
      Map<String, Path> mounts,
      Map<String, Path> named,
      Path cgroup2,
      Set<String> unifiedControllers)
      implements Cgroups {
    public Hybrid {
      mounts = copy(mounts);
      named = copy(named);
      unifiedControllers = copy(unifiedControllers);
    }

    @Override
    public Optional<Path> mountOf(String controller) {
      var v1 = mounts.get(controller);
      return v1 == null && unifiedControllers.contains(controller)
          ? Optional.of(cgroup2)
          : Optional.ofNullable(v1);
    }

    @Override
    public Set<String> controllers() {
      var all = new LinkedHashSet<>(mounts.keySet());
      all.addAll(unifiedControllers);
      return all;
    }

    @Override
    public List<Path> hierarchies() {
      return distinct(mounts, named, Optional.of(cgroup2));
    }

    @Override
    public Optional<Path> unified() {
      return Optional.of(cgroup2);
    }
  }

  /**
   * One hierarchy for everything.
   *
   * @param mount usually {@code /sys/fs/cgroup}
   * @param controllers what {@code cgroup.controllers} of the mounted root lists
   */
  record V2(Path mount, Set<String> controllers) implements Cgroups {
    public V2 {
      controllers = copy(controllers);
    }

    @Override
    public Optional<Path> mountOf(String controller) {
      return controllers.contains(controller) ? Optional.of(mount) : Optional.empty();
    }

    @Override
    public List<Path> hierarchies() {
      return List.of(mount);
    }

    @Override
    public Optional<Path> unified() {
      return Optional.of(mount);
    }
  }

  /** True when {@code controller} can be used, and cgroup2 is where. */
  default boolean isV2(String controller) {
    var mount = mountOf(controller);
    return mount.isPresent() && mount.equals(unified());
  }

  /** What is mounted below {@code root}, as its {@code /proc/self/mountinfo} tells. */
  static Cgroups probe(Root root) throws HostException {
    try {
      return of(root, Mounts.parse(Bounded.text(root.at("/proc/self/mountinfo"))));
    } catch (IOException failure) {
      throw new HostException("cannot tell how control groups are mounted", failure);
    }
  }

  /** What {@code mounts}, seen from inside {@code root}, amount to. */
  static Cgroups of(Root root, List<Mount> mounts) {
    var controllers = new LinkedHashMap<String, Path>();
    var named = new LinkedHashMap<String, Path>();
    Path cgroup2 = null;
    for (var mount : mounts) {
      var target = root.at(mount.target().toString());
      // the first mount of a hierarchy is the machine's own; later ones belong to chroots
      if (mount.type().equals("cgroup2") && cgroup2 == null) {
        cgroup2 = target;
      } else if (mount.type().equals("cgroup")) {
        for (var option : mount.superOptions()) {
          if (V1_CONTROLLERS.contains(option)) {
            controllers.putIfAbsent(option, target);
          } else if (option.startsWith("name=")) {
            named.putIfAbsent(option.substring("name=".length()), target);
          }
        }
      }
    }
    if (cgroup2 == null) {
      return new V1(controllers, named);
    }
    var unified =
        new LinkedHashSet<>(KernelText.of(Bounded.word(cgroup2.resolve("cgroup.controllers"))));
    return controllers.isEmpty()
        ? new V2(cgroup2, unified)
        : new Hybrid(controllers, named, cgroup2, unified);
  }

  /** The controllers that cgroup v1 knows; its other mount options are not among them. */
  Set<String> V1_CONTROLLERS =
      Set.of(
          "blkio",
          "cpu",
          "cpuacct",
          "cpuset",
          "debug",
          "devices",
          "freezer",
          "hugetlb",
          "memory",
          "misc",
          "net_cls",
          "net_prio",
          "perf_event",
          "pids",
          "rdma");

  private static Map<String, Path> copy(Map<String, Path> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  private static Set<String> copy(Set<String> set) {
    return Collections.unmodifiableSet(new LinkedHashSet<>(set));
  }

  private static List<Path> distinct(
      Map<String, Path> mounts, Map<String, Path> named, Optional<Path> cgroup2) {
    var all = new LinkedHashSet<>(mounts.values());
    all.addAll(named.values());
    if (cgroup2.isPresent()) {
      all.add(cgroup2.get());
    }
    return List.copyOf(new ArrayList<>(all));
  }
}
