package dev.qm.partition.ipc.live;

import dev.qm.host.HostException;
import dev.qm.host.Untrusted;
import dev.qm.host.process.ProcessInfo;
import dev.qm.host.process.Processes;
import dev.qm.host.selinux.RunningPolicy;
import dev.qm.partition.run.Instance;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The processes of the machine and where each belongs. A process is on the QM side if it is in the
 * partition's control group: from there it cannot move itself away, and its name and arguments
 * count for nothing.
 */
public final class People {
  private static final String MONITOR = "conmon";
  private static final String GROUP_OF_PODMAN = "libpod-";
  private static final String GROUP_OF_MONITOR = "libpod-conmon-";
  private static final int SHORT_ID = 12;
  private static final int LONG_ID = 64;
  private static final int MOST_ANCESTORS = 64;

  private final int first;
  private final String container;
  private final String group;
  private final Map<Integer, Side> sides = new HashMap<>();
  private final Map<Integer, Party> parties = new HashMap<>();
  private final Map<Side, Map<Untrusted, Untrusted>> containers = new EnumMap<>(Side.class);
  private final List<Integer> all;

  /**
   * @param first PID 1 of the partition
   * @param container its id
   * @param group its control group below a hierarchy's mount
   * @param all processes of the machine
   */
  People(int first, String container, String group, List<Integer> all) {
    this.first = first;
    this.container = container;
    this.group = group;
    this.all = List.copyOf(all);
    for (var pid : this.all) {
      sides.put(pid, isInside(Processes.groupsOf(pid)) ? Side.QM : Side.HOST);
    }
  }

  /**
   * The processes {@code all} of a machine.
   *
   * @param instance the partition that runs; without one all are the host's
   */
  public static People of(Optional<Instance> instance, List<Integer> all) {
    return instance.isPresent()
        ? new People(instance.get().pid(), instance.get().id(), instance.get().cgroup(), all)
        : new People(0, "", "", all);
  }

  /** Looks at all processes of the machine, beside a running partition. */
  public static People around(Instance instance) throws HostException {
    return new People(instance.pid(), instance.id(), instance.cgroup(), Processes.all());
  }

  /** The containers inside the partition, each with its first process, in the order of starting. */
  public List<NestedContainer> nested() {
    var first = new LinkedHashMap<String, Integer>();
    for (var pid : of(Side.QM)) {
      var id = containerId(place(Processes.groupsOf(pid), Side.QM));
      if (id.isPresent() && !isMonitor(Processes.nameOf(pid))) {
        first.putIfAbsent(id.get(), pid);
      }
    }
    var found = new ArrayList<NestedContainer>();
    for (var entry : first.entrySet()) {
      var id = entry.getKey();
      found.add(new NestedContainer(id, containerName(id, Side.QM), entry.getValue()));
    }
    return found;
  }

  /** The processes of a side. */
  public List<Integer> of(Side side) {
    var pids = new ArrayList<Integer>();
    for (var pid : all) {
      if (sides.get(pid) == side) {
        pids.add(pid);
      }
    }
    return pids;
  }

  /** All processes. */
  List<Integer> all() {
    return all;
  }

  /** The side of the process. */
  public Side sideOf(int pid) {
    return sides.getOrDefault(pid, Side.HOST);
  }

  /** What is known of the process. */
  public Party party(int pid) {
    var known = parties.get(pid);
    if (known == null) {
      known = look(pid);
      parties.put(pid, known);
    }
    return known;
  }

  /** Whether it is Podman's monitor of the partition: what passes by it is Podman's own. */
  boolean isMonitor(int pid) {
    return sideOf(pid) == Side.HOST && isMonitorOf(pid, container);
  }

  /**
   * Whether it is the Podman inside that has put this process beside a container, to watch over it,
   * and not the container that has put it somewhere: the outermost group of Podman's decides.
   */
  public boolean isMonitorInside(int pid) {
    var isMonitor = false;
    for (var path : Processes.groupsOf(pid)) {
      var rest = isInside(List.of(path)) ? inside(path) : path;
      for (var name : rest.split("/", -1)) {
        if (name.startsWith(GROUP_OF_PODMAN)) {
          if (!name.startsWith(GROUP_OF_MONITOR)) {
            return false;
          }
          isMonitor = true;
          break;
        }
      }
    }
    return isMonitor && sideOf(pid) == Side.QM;
  }

  /**
   * Whether somebody on the host started this process in the partition, as {@code qm exec} does: it
   * descends from the runtime, not from the partition's PID 1.
   */
  boolean isExecuted(int pid) {
    var at = fromOutside(pid);
    return at.isPresent()
        && (Processes.nameOf(at.getAsInt()).toString().equals("crun") || isMonitor(at.getAsInt()));
  }

  /**
   * Whether this process was started in the partition from the host, however, and whoever is its
   * parent by now: what loses its parent inside falls to the partition's PID 1.
   */
  public boolean isFromOutside(int pid) {
    return fromOutside(pid).isPresent();
  }

  /** The first of its ancestors that is on the host, if it does not descend from PID 1 inside. */
  private OptionalInt fromOutside(int pid) {
    var at = pid;
    for (var i = 0; i < MOST_ANCESTORS && sideOf(at) == Side.QM; i++) {
      var parent = at == first ? OptionalInt.empty() : Processes.parentOf(at);
      if (parent.isEmpty()) {
        return parent;
      }
      at = parent.getAsInt();
    }
    return sideOf(at) == Side.HOST && at != pid ? OptionalInt.of(at) : OptionalInt.empty();
  }

  private Party look(int pid) {
    var side = sideOf(pid);
    var groups = Processes.groupsOf(pid);
    var name = place(groups, side);
    return new Party(
        pid,
        side,
        Processes.nameOf(pid),
        unit(name),
        containerOf(name, side),
        RunningPolicy.contextOf(pid));
  }

  /** The names of its innermost group, the partition's own left out. */
  private String place(List<String> groups, Side side) {
    var longest = "";
    for (var path : groups) {
      var rest = side == Side.QM ? inside(path) : path;
      if (rest.length() > longest.length()) {
        longest = rest;
      }
    }
    return longest;
  }

  private boolean isInside(List<String> groups) {
    if (group.isEmpty()) {
      return false;
    }
    for (var path : groups) {
      if (path.equals(group) || path.startsWith(group + "/")) {
        return true;
      }
    }
    return false;
  }

  private String inside(String path) {
    return path.startsWith(group + "/") ? path.substring(group.length()) : "";
  }

  private static Optional<Untrusted> unit(String place) {
    var unit = Optional.<Untrusted>empty();
    for (var name : place.split("/", -1)) {
      if (!name.startsWith("libpod-")
          && !name.startsWith("init.scope")
          && (name.endsWith(".service") || name.endsWith(".scope"))) {
        unit = Optional.of(Untrusted.of(name));
      }
    }
    return unit;
  }

  /**
   * {@code libpod-ID}, {@code libpod-ID.scope} or {@code libpod-payload-ID}; the monitor is not.
   */
  private Optional<Untrusted> containerOf(String place, Side side) {
    return containerId(place).map(id -> containerName(id, side));
  }

  private static Optional<String> containerId(String place) {
    var found = Optional.<String>empty();
    for (var name : place.split("/", -1)) {
      var dash = name.lastIndexOf('-');
      if (name.startsWith("libpod-")) {
        var id = name.substring(dash + 1);
        id = id.endsWith(".scope") ? id.substring(0, id.length() - ".scope".length()) : id;
        if (id.length() == LONG_ID) {
          found = Optional.of(id);
        }
      }
    }
    return found;
  }

  /**
   * The name that Podman gave its monitor: asking Podman would take longer than all the rest, and
   * the one inside would have to be asked too.
   */
  private Untrusted containerName(String id, Side side) {
    var names = containers.computeIfAbsent(side, this::monitored);
    return names.getOrDefault(Untrusted.of(id), Untrusted.of(id.substring(0, SHORT_ID)));
  }

  /** The names of the containers whose monitors are on this side, by their ids. */
  private Map<Untrusted, Untrusted> monitored(Side side) {
    var names = new HashMap<Untrusted, Untrusted>();
    for (var pid : of(side)) {
      if (isMonitor(Processes.nameOf(pid))) {
        var arguments = arguments(pid);
        var id = after("-c", arguments);
        var name = after("-n", arguments);
        if (id.isPresent() && name.isPresent()) {
          names.put(id.get(), name.get());
        }
      }
    }
    return names;
  }

  private static boolean isMonitorOf(int pid, String id) {
    return isMonitor(Processes.nameOf(pid))
        && after("-c", arguments(pid)).filter(Untrusted.of(id)::equals).isPresent();
  }

  private static boolean isMonitor(Untrusted program) {
    return program.toString().equals(MONITOR);
  }

  private static List<Untrusted> arguments(int pid) {
    return ProcessInfo.read(pid).map(ProcessInfo::arguments).orElse(List.of());
  }

  private static Optional<Untrusted> after(String option, List<Untrusted> arguments) {
    var at = arguments.indexOf(Untrusted.of(option));
    return at < 0 || at + 1 >= arguments.size()
        ? Optional.empty()
        : Optional.of(arguments.get(at + 1));
  }
}
