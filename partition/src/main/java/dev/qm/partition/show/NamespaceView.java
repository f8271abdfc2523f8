package dev.qm.partition.show;

import dev.qm.host.HostException;
import dev.qm.host.Untrusted;
import dev.qm.host.process.ProcessInfo;
import dev.qm.partition.ipc.live.NestedContainer;
import dev.qm.partition.ipc.live.People;
import dev.qm.partition.ipc.live.Side;
import dev.qm.partition.run.Instance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The namespaces of the partition's processes, those of its PID 1 first: namespaces(7).
 *
 * @param of whom each belongs to
 */
public record NamespaceView(List<Row> of) {
  /** In the order in which they are told. */
  private static final List<String> KINDS =
      List.of("user", "pid", "mnt", "net", "ipc", "uts", "cgroup", "time");

  public NamespaceView {
    of = List.copyOf(of);
  }

  /** Whose namespace it is. */
  public enum Standing {
    /** The host's own: nothing stands in between. */
    HOSTS("host's"),
    /** The partition's, shared by what is told. */
    PARTITIONS("partition's"),
    /** Its own. */
    OWN("own");

    private final String word;

    Standing(String word) {
      this.word = word;
    }

    /** For people and programs. */
    public String word() {
      return word;
    }
  }

  /** Who is told of. */
  public enum Who {
    PARTITION("partition"),
    CONTAINER("container"),
    PROCESS("process");

    private final String word;

    Who(String word) {
      this.word = word;
    }

    /** For people and programs. */
    public String word() {
      return word;
    }
  }

  /**
   * One namespace of one of them.
   *
   * @param kind as the kernel calls it: {@code mnt}, {@code net}, ...
   * @param name of the container, or of the process's program, which it chose; empty for the
   *     partition
   * @param pid a process in it, as the host numbers it
   * @param inode which namespace
   * @param processes of the QM side that are in it
   */
  public record Row(
      String kind,
      Who who,
      Untrusted name,
      int pid,
      long inode,
      int processes,
      Standing standing) {}

  /** Looks at the processes of the partition; one that ends meanwhile is left out. */
  public static NamespaceView of(Instance instance) throws HostException {
    var people = People.around(instance);
    var processes = new ArrayList<ProcessInfo>();
    for (var pid : people.of(Side.QM)) {
      ProcessInfo.read(pid).ifPresent(processes::add);
    }
    var own = ProcessInfo.read((int) ProcessHandle.current().pid());
    if (own.isEmpty()) {
      throw new HostException("cannot look at this process", "/proc does not show it");
    }
    return of(instance.pid(), own.get().namespaces(), people.nested(), processes);
  }

  /**
   * Sorts what was seen.
   *
   * @param first PID 1 of the partition
   * @param hosts the host's namespaces by kind
   */
  static NamespaceView of(
      int first,
      Map<String, Long> hosts,
      List<NestedContainer> containers,
      List<ProcessInfo> processes) {
    var byPid = new HashMap<Integer, ProcessInfo>();
    var users = new HashMap<Long, Integer>();
    for (var process : processes) {
      byPid.put(process.pid(), process);
      for (var inode : process.namespaces().values()) {
        users.merge(inode, 1, Integer::sum);
      }
    }
    var partition = byPid.get(first);
    if (partition == null) {
      return new NamespaceView(List.of());
    }
    var sorting = new Sorting(hosts, partition.namespaces(), users);
    sorting.all(Who.PARTITION, Untrusted.of(""), partition);
    for (var container : containers) {
      var process = byPid.get(container.first());
      if (process != null) {
        sorting.all(Who.CONTAINER, container.name(), process);
      }
    }
    for (var process : processes) {
      sorting.rest(process);
    }
    return new NamespaceView(sorting.rows);
  }

  private static final class Sorting {
    private final Map<String, Long> hosts;
    private final Map<String, Long> partitions;
    private final Map<Long, Integer> users;
    private final Map<Long, Boolean> told = new HashMap<>();
    private final List<Row> rows = new ArrayList<>();

    Sorting(Map<String, Long> hosts, Map<String, Long> partitions, Map<Long, Integer> users) {
      this.hosts = hosts;
      this.partitions = partitions;
      this.users = users;
    }

    void all(Who who, Untrusted name, ProcessInfo process) {
      for (var kind : KINDS) {
        add(kind, who, name, process);
      }
    }

    /** Those of services in sandboxes: what nobody before had. */
    void rest(ProcessInfo process) {
      for (var kind : KINDS) {
        var inode = process.namespaces().get(kind);
        if (inode != null && !told.containsKey(inode)) {
          add(kind, Who.PROCESS, process.name(), process);
        }
      }
    }

    private void add(String kind, Who who, Untrusted name, ProcessInfo process) {
      var inode = process.namespaces().get(kind);
      if (inode == null) {
        return;
      }
      told.put(inode, true);
      var standing =
          Objects.equals(inode, hosts.get(kind))
              ? Standing.HOSTS
              : who != Who.PARTITION && Objects.equals(inode, partitions.get(kind))
                  ? Standing.PARTITIONS
                  : Standing.OWN;
      rows.add(
          new Row(kind, who, name, process.pid(), inode, users.getOrDefault(inode, 1), standing));
    }
  }
}
