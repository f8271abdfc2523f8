package dev.qm.host.cgroup;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.ControlFile;
import dev.qm.host.process.Processes;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;

/**
 * One control group and its children, seen as one thing in all hierarchies of the machine: the same
 * path below every mount of cgroup v1 and v2.
 *
 * <p>Limits belong on a group that the limited processes cannot write to: a parent of theirs. On
 * cgroup v1 and hybrid hosts {@code cpu.shares} and {@code cpu.idle} only count between siblings,
 * so that parent is best a top-level group.
 */
public final class CgroupTree {
  /** How long the kernel may take to let go of a group whose last process has ended. */
  private static final Duration RELEASE = Duration.ofSeconds(5);

  private static final Path NOWHERE = Path.of("/nonexistent");

  private static final String FREEZER = "freezer.state";

  /** How many groups may lie below, and how many one in another, as {@code qm.container} says. */
  private static final String MOST_BELOW = "8192";

  private static final String DEEPEST = "32";

  private final Cgroups cgroups;
  private final List<String> names;

  private CgroupTree(Cgroups cgroups, List<String> names) {
    this.cgroups = cgroups;
    this.names = names;
  }

  /**
   * The top-level group {@code name}, which need not exist.
   *
   * @throws HostException when that is no name for a group
   */
  public static CgroupTree of(Cgroups cgroups, String name) throws HostException {
    return new CgroupTree(cgroups, List.of(valid(name)));
  }

  /**
   * The group at {@code path} below a hierarchy's mount, which need not exist.
   *
   * @param path one or more names with slashes between them, with or without one in front
   * @throws HostException when one of them is no name for a group
   */
  public static CgroupTree at(Cgroups cgroups, String path) throws HostException {
    var names = new ArrayList<String>();
    for (var name : KernelText.split(path, '/')) {
      if (!name.isEmpty()) {
        names.add(valid(name));
      }
    }
    // which says so of an empty one
    return names.isEmpty() ? of(cgroups, "") : new CgroupTree(cgroups, List.copyOf(names));
  }

  /** The group {@code name} in this one. */
  public CgroupTree child(String name) throws HostException {
    var longer = new ArrayList<>(names);
    longer.add(valid(name));
    return new CgroupTree(cgroups, List.copyOf(longer));
  }

  /** The path below each hierarchy's mount, as Podman's {@code --cgroup-parent} takes it. */
  public String path() {
    return "/".concat(String.join("/", names));
  }

  /** This group's folder in every hierarchy, whether it exists or not. */
  public List<Path> folders() {
    var folders = new ArrayList<Path>();
    for (var mount : cgroups.hierarchies()) {
      folders.add(folder(mount));
    }
    return folders;
  }

  /** True when the group is there in at least one hierarchy. */
  public boolean exists() {
    for (var folder : folders()) {
      if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Makes the group in every hierarchy, ready to take processes; what is already there stays.
   *
   * <p>On cgroup2 as the only hierarchy the controllers are switched on for it in the groups above.
   * On a hybrid host they are not: switching one on would take it away from its v1 hierarchy.
   */
  public void create() throws HostException {
    if (cgroups.hierarchies().isEmpty()) {
      throw new HostException(
          "cannot make the control group " + path(),
          "no cgroup file system is mounted",
          "mount one: `mount -t cgroup2 none /sys/fs/cgroup`");
    }
    for (var mount : cgroups.hierarchies()) {
      var folder = mount;
      for (var name : names) {
        if (cgroups instanceof Cgroups.V2 v2) {
          enable(folder, v2);
        }
        var parent = folder;
        folder = folder.resolve(name);
        create(folder);
        if (cgroups.mountOf("cpuset").filter(mount::equals).isPresent()) {
          inherit(parent, folder, "cpuset.cpus");
          inherit(parent, folder, "cpuset.mems");
        }
      }
    }
  }

  /**
   * Sets limits. What this machine cannot do is reported, not thrown: the partition can run without
   * a weight, and its user must be told.
   */
  public List<LimitResult> apply(Limits limits) {
    return new LimitWriter(cgroups, this::folder, limits).write();
  }

  /**
   * Bounds the groups that can be made below, which only cgroup2 can: the kernel can tell no more
   * than 65535 apart that have a memory controller.
   */
  public void boundGroups() {
    cgroups
        .unified()
        .ifPresent(mount -> {
          tryWrite(folder(mount).resolve("cgroup.max.descendants"), MOST_BELOW);
          tryWrite(folder(mount).resolve("cgroup.max.depth"), DEEPEST);
        });
  }

  /** The ids of all processes here and in the groups below, in any hierarchy. */
  public SortedSet<Integer> processes() {
    var pids = new TreeSet<Integer>();
    var collect = new Processes(pids);
    for (var folder : folders()) {
      walk(folder, collect);
    }
    return pids;
  }

  /**
   * Ends every process here and below with SIGKILL and waits until they are gone.
   *
   * @throws HostException when some are still there after {@code deadline}, or this process is one
   */
  public void killAll(Duration deadline) throws HostException {
    var self = (int) ProcessHandle.current().pid();
    var alive = processes();
    if (alive.contains(self)) {
      throw new HostException(
          "will not end the processes of the control group " + path(),
          "this process (" + self + ") is one of them",
          "run the command from a shell outside of the partition");
    }
    var end = System.nanoTime() + deadline.toNanos();
    // Linux 5.14 and later: one write that no fork can outrun
    cgroups.unified().ifPresent(mount -> tryWrite(folder(mount).resolve("cgroup.kill"), "1"));
    alive = processes();
    for (var pause = 1L; !alive.isEmpty(); pause = Math.min(2 * pause, 50)) {
      if (System.nanoTime() > end) {
        throw new HostException(
            "cannot end all processes of the control group " + path(),
            "still there after " + deadline.toSeconds() + " s: " + alive,
            "they wait for a device or a file server (state D in `ps`); when that answers, repeat"
                + " the command");
      }
      freezeAndKill(alive);
      // cgroup v1 sends no event for an empty group that could be awaited
      LockSupport.parkNanos(pause * 1_000_000);
      alive = processes();
    }
  }

  /**
   * Removes the group and the groups below it from every hierarchy; they must hold no process.
   *
   * @throws HostException when there is a process left
   */
  public void remove() throws HostException {
    var alive = processes();
    if (!alive.isEmpty()) {
      throw new HostException(
          "cannot remove the control group " + path(), "it still has the processes " + alive);
    }
    var end = System.nanoTime() + RELEASE.toNanos();
    for (var folder : folders()) {
      GroupWalk.childrenFirst(folder, (parent, name, group) -> remove(parent, name, folder, end));
    }
  }

  /** What the group uses now, and its limits as the kernel has them. */
  public CgroupUsage usage() {
    var memory = at("memory");
    var tasks = at("pids");
    if (cgroups.isV2("memory")) {
      return new CgroupUsage(
          ControlFile.number(memory.resolve("memory.current")),
          ControlFile.number(memory.resolve("memory.max")),
          ControlFile.number(memory.resolve("memory.peak")),
          ControlFile.number(tasks.resolve("pids.current")),
          ControlFile.number(tasks.resolve("pids.max")),
          ControlFile.number(at("cpu").resolve("cpu.stat"), "usage_usec"),
          ControlFile.number(memory.resolve("memory.events"), "oom_kill"));
    }
    return v1Usage(memory, tasks, at("cpuacct"));
  }

  /**
   * What the kernel's OOM killer measures by when the group is at its limit: the memory and the
   * swap that it may use, {@code mem_cgroup_get_max()} of the kernel's mm/memcontrol.c. Nothing
   * where there is no limit.
   *
   * @param swap bytes of swap space that the machine has
   * @return bytes
   */
  public OptionalLong memoryAndSwapMax(long swap) {
    var memory = at("memory");
    var isV2 = cgroups.isV2("memory");
    var max =
        AccountReader.limited(
            ControlFile.number(memory.resolve(isV2 ? "memory.max" : "memory.limit_in_bytes")));
    if (max.isEmpty()) {
      return max;
    }
    if (isV2) {
      var swapMax = ControlFile.number(memory.resolve("memory.swap.max"));
      return OptionalLong.of(max.getAsLong() + Math.min(swapMax.orElse(Long.MAX_VALUE), swap));
    }
    // one limit for both; a machine that does not count swap has none
    var both =
        AccountReader.limited(ControlFile.number(memory.resolve("memory.memsw.limit_in_bytes")));
    var more = Math.max(0, both.orElse(Long.MAX_VALUE) - max.getAsLong());
    return OptionalLong.of(max.getAsLong() + Math.min(more, swap));
  }

  /** Everything that the kernel counts for the group, and what it allows. */
  public GroupAccount account() {
    var memory = at("memory");
    var oomKills =
        cgroups.isV2("memory")
            ? ControlFile.number(memory.resolve("memory.events"), "oom_kill")
            : v1OomKills(memory);
    return new AccountReader(cgroups, this::at).read(unified(), oomKills);
  }

  /** What each of the groups below uses, parents before their children; some hundreds at most. */
  public List<GroupUse> below() {
    return GroupUse.below(cgroups, this::at);
  }

  /** How each limit stands in the group's own control files; nothing is written. */
  public List<LiveLimit> compare(Limits limits) {
    return new LimitReader(cgroups, this::at, limits).read();
  }

  /**
   * What one of the group's control files says, without the white space around it; empty when it is
   * not there.
   *
   * @param controller whose hierarchy the file is in
   */
  public LiveLimit.Held held(String controller, String file) {
    var place = at(controller).resolve(file);
    return new LiveLimit.Held(place, Bounded.word(place));
  }

  /** The same of a file that cgroup2 has for every group. */
  public LiveLimit.Held heldUnified(String file) {
    var place = unified().resolve(file);
    return new LiveLimit.Held(place, Bounded.word(place));
  }

  /** Whether {@code controller} can be used, and cgroup2 is where. */
  public boolean isV2(String controller) {
    return cgroups.isV2(controller);
  }

  /** The file of {@link Pressure}, which need not be there. */
  public Path pressure() {
    return unified().resolve("cpu.pressure");
  }

  private Path unified() {
    return cgroups.unified().map(this::folder).orElse(NOWHERE);
  }

  @Override
  public String toString() {
    return path();
  }

  private static String valid(String name) throws HostException {
    var good = !name.isEmpty() && name.length() <= 255 && name.charAt(0) != '.';
    for (var i = 0; good && i < name.length(); i++) {
      var c = name.charAt(i);
      good = c < 128 && (Character.isLetterOrDigit(c) || "_.-@:".indexOf(c) >= 0);
    }
    if (!good) {
      throw new HostException(
          "'" + name + "' cannot be the name of a control group",
          "a name has letters, digits and any of _ . - @ :, and no dot in front");
    }
    return name;
  }

  private Path folder(Path mount) {
    var folder = mount;
    for (var name : names) {
      folder = folder.resolve(name);
    }
    return folder;
  }

  private Path at(String controller) {
    var mount = cgroups.mountOf(controller);
    return mount.isPresent() ? folder(mount.get()) : NOWHERE;
  }

  private static void enable(Path parent, Cgroups.V2 v2) {
    for (var controller : List.of("cpu", "cpuset", "io", "memory", "pids")) {
      if (v2.controllers().contains(controller)) {
        // one at a time: a controller that cannot be had must not take the others with it; the
        // limits that need it are then reported as not applied
        tryWrite(parent.resolve("cgroup.subtree_control"), "+" + controller);
      }
    }
  }

  private static void create(Path folder) throws HostException {
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException there) {
      return;
    } catch (IOException failure) {
      throw new HostException(
          "cannot make the control group " + folder, failure, "run the command as root");
    }
  }

  /** A new v1 cpuset is empty and takes no process until it has processors and memory nodes. */
  private static void inherit(Path parent, Path folder, String file) {
    var own = folder.resolve(file);
    if (Files.exists(own) && Bounded.word(own).isEmpty()) {
      tryWrite(own, Bounded.word(parent.resolve(file)));
    }
  }

  private void freezeAndKill(SortedSet<Integer> pids) {
    var freezer = cgroups.mountOf("freezer");
    // a frozen group cannot fork while its list is worked off
    freezer.ifPresent(mount -> tryWrite(folder(mount).resolve(FREEZER), "FROZEN"));
    try {
      pids.addAll(processes());
      for (var pid : pids) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      }
    } finally {
      // each group by itself: one that froze itself stays so when its parent thaws, and on cgroup
      // v1
      // what is frozen does not die
      freezer.ifPresent(mount ->
          walk(
              folder(mount),
              (parent, name, group) -> GroupWalk.tryWrite(group, FREEZER, "THAWED")));
    }
  }

  private static void remove(SecureDirectoryStream<Path> parent, Path name, Path tree, long end)
      throws HostException {
    while (true) {
      try {
        parent.deleteDirectory(name);
        return;
      } catch (NoSuchFileException gone) {
        return;
      } catch (IOException busy) {
        // rmdir says "busy" for a moment after the last process ended, and no event tells when not
        if (System.nanoTime() > end) {
          throw new HostException(
              "cannot remove the control group " + name + " of " + tree,
              busy,
              "end what runs in it: `cat " + tree + "/cgroup.procs` shows the processes");
        }
        LockSupport.parkNanos(2_000_000);
      }
    }
  }

  /** A walk whose visits do not fail. */
  private static void walk(Path top, GroupWalk.Visit visit) {
    try {
      GroupWalk.childrenFirst(top, visit);
    } catch (HostException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Collects the ids of processes; a class because a lambda costs each command its linking. */
  private record Processes(SortedSet<Integer> pids) implements GroupWalk.Visit {
    @Override
    public void at(
        SecureDirectoryStream<Path> parent, Path name, SecureDirectoryStream<Path> group) {
      for (var line : KernelText.lines(GroupWalk.text(group, "cgroup.procs"))) {
        // 0 stands for a process that this pid namespace cannot name
        var pid = ControlFile.number(line).orElse(0);
        if (pid > 0 && pid <= Integer.MAX_VALUE) {
          pids.add((int) pid);
        }
      }
    }
  }

  /** Adds up the processes that the kernel killed for memory. */
  private static final class OomKills implements GroupWalk.Visit {
    private OptionalLong sum = OptionalLong.empty();

    @Override
    public void at(
        SecureDirectoryStream<Path> parent, Path name, SecureDirectoryStream<Path> group) {
      var kills = ControlFile.value(GroupWalk.text(group, "memory.oom_control"), "oom_kill");
      if (kills.isPresent()) {
        sum = OptionalLong.of(sum.orElse(0) + kills.getAsLong());
      }
    }
  }

  private CgroupUsage v1Usage(Path memory, Path tasks, Path cpuacct) {
    var nanoseconds = ControlFile.number(cpuacct.resolve("cpuacct.usage"));
    return new CgroupUsage(
        ControlFile.number(memory.resolve("memory.usage_in_bytes")),
        AccountReader.limited(ControlFile.number(memory.resolve("memory.limit_in_bytes"))),
        ControlFile.number(memory.resolve("memory.max_usage_in_bytes")),
        ControlFile.number(tasks.resolve("pids.current")),
        ControlFile.number(tasks.resolve("pids.max")),
        nanoseconds.isEmpty() ? nanoseconds : OptionalLong.of(nanoseconds.getAsLong() / 1000),
        v1OomKills(memory));
  }

  /** cgroup v1 counts a kill in the killed process's own group only, so the children add up. */
  private static OptionalLong v1OomKills(Path memory) {
    var kills = new OomKills();
    walk(memory, kills);
    return kills.sum;
  }

  private static void tryWrite(Path file, String value) {
    try {
      ControlFile.write(file, value);
    } catch (IOException notThere) {
      // every caller has a second way, or reports what is missing afterwards
      return;
    }
  }
}
