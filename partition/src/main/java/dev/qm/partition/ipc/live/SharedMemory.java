package dev.qm.partition.ipc.live;

import dev.qm.host.HostException;
import dev.qm.host.Untrusted;
import dev.qm.host.file.FileId;
import dev.qm.host.file.MemoryFiles;
import dev.qm.host.process.IpcNamespace;
import dev.qm.host.process.Processes;
import dev.qm.host.process.SharedMapping;
import dev.qm.partition.run.Instance;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The memory that programs of the partition share, among themselves or with the host, and the other
 * System V objects: shm_overview(7), sysvipc(7), memfd_create(2).
 *
 * @param spaces one for each IPC namespace on the QM side, empty ones too
 * @param files POSIX shared memory
 * @param mappings memory that several processes have mapped, what both sides hold first
 * @param gaps what could not be seen, each a clause
 */
public record SharedMemory(
    List<NamespaceObjects> spaces, List<File> files, List<Mapping> mappings, List<String> gaps) {
  private static final int MOST_MAPPINGS = 2000;

  public SharedMemory {
    spaces = List.copyOf(spaces);
    files = List.copyOf(files);
    mappings = List.copyOf(mappings);
    gaps = List.copyOf(gaps);
  }

  /**
   * A file in a {@code /dev/shm}.
   *
   * @param member a process that has it there
   */
  public record File(Party member, MemoryFiles.Item item) {}

  /**
   * Memory that processes have mapped so that each sees the others' writes.
   *
   * @param name a path, or what the kernel calls it
   * @param isWritable whether at least one of them can write
   * @param holders at least one of the QM side
   */
  public record Mapping(FileId file, Untrusted name, boolean isWritable, List<Party> holders) {
    public Mapping {
      holders = List.copyOf(holders);
    }

    /** Whether both sides hold it. */
    public boolean crosses() {
      var hasHost = false;
      var hasQm = false;
      for (var holder : holders) {
        hasHost |= holder.side() == Side.HOST;
        hasQm |= holder.side() == Side.QM;
      }
      return hasHost && hasQm;
    }

    /** Whether it is memory and no file that lies somewhere. */
    private boolean isMemory() {
      var text = name.toString();
      return text.startsWith("/memfd:")
          || text.startsWith("/SYSV")
          || text.startsWith("/dev/shm/")
          || text.startsWith("/dev/zero");
    }
  }

  /** Looks once; needs root. What vanishes meanwhile is left out. */
  public static SharedMemory of(Instance instance) throws HostException {
    return new Look(instance).look();
  }

  private static final class Look {
    private final Instance instance;
    private final People people;
    private final List<String> gaps = new ArrayList<>();

    Look(Instance instance) throws HostException {
      this.instance = instance;
      this.people = People.around(instance);
    }

    SharedMemory look() {
      return new SharedMemory(spaces(), files(), mappings(), gaps);
    }

    private List<NamespaceObjects> spaces() {
      var own = IpcNamespace.of((int) ProcessHandle.current().pid());
      var spaces = new ArrayList<NamespaceObjects>();
      for (var member : SharedMemory.spaces(instance, people).entrySet()) {
        var pid = member.getValue();
        try {
          var looked = IpcNamespace.look(member.getKey(), pid);
          var isHosts = own.isPresent() && own.getAsLong() == member.getKey();
          spaces.add(new NamespaceObjects(people.party(pid), isHosts, looked.items(), List.of()));
        } catch (HostException failure) {
          if (IpcNamespace.of(pid).isPresent()) {
            gaps.add(failure.getMessage());
          }
        }
      }
      return spaces;
    }

    private List<File> files() {
      var files = new ArrayList<File>();
      var seen = new LinkedHashSet<FileId>();
      files(instance.pid(), seen, files);
      for (var container : people.nested()) {
        files(container.first(), seen, files);
      }
      return files;
    }

    /** Each folder once: containers may share one. */
    private void files(int pid, Set<FileId> seen, List<File> into) {
      var found = MemoryFiles.below(Processes.rootOf(pid));
      if (found.folder().isEmpty() || !seen.add(found.folder().get())) {
        return;
      }
      for (var item : found.files()) {
        into.add(new File(people.party(pid), item));
      }
      if (!found.isComplete()) {
        gaps.add("more files in /dev/shm of " + people.party(pid).words() + " than are looked at");
      }
    }

    private List<Mapping> mappings() {
      var found = new ArrayList<Mapping>();
      for (var mapping : mapped(people)) {
        if (mapping.holders().size() > 1
            ? mapping.isWritable() || mapping.crosses()
            : mapping.isMemory()) {
          found.add(mapping);
        }
      }
      found.sort((a, b) -> Boolean.compare(b.crosses(), a.crosses()));
      if (found.size() > MOST_MAPPINGS) {
        gaps.add(found.size() - MOST_MAPPINGS + " mappings more than are shown");
        return found.subList(0, MOST_MAPPINGS);
      }
      return found;
    }
  }

  /**
   * All shared mappings of the QM side, with who else holds them. Memory of that side first: only
   * if there is some need the host's processes be asked.
   */
  static List<Mapping> mapped(People people) {
    var mapped = new LinkedHashMap<FileId, Set<Integer>>();
    var names = new HashMap<FileId, Untrusted>();
    var writable = new LinkedHashSet<FileId>();
    for (var side : List.of(Side.QM, Side.HOST)) {
      if (side == Side.HOST && mapped.isEmpty()) {
        return List.of();
      }
      for (var pid : people.of(side)) {
        for (var mapping : SharedMapping.of(pid)) {
          if (side == Side.QM || mapped.containsKey(mapping.file())) {
            mapped.computeIfAbsent(mapping.file(), _ -> new TreeSet<>()).add(pid);
            // the host's name for it counts: it comes last, and QM's could lie
            names.put(mapping.file(), mapping.path());
            if (mapping.isWritable()) {
              writable.add(mapping.file());
            }
          }
        }
      }
    }
    var found = new ArrayList<Mapping>();
    for (var entry : mapped.entrySet()) {
      var file = entry.getKey();
      var holders = new ArrayList<Party>();
      for (var pid : entry.getValue()) {
        holders.add(people.party(pid));
      }
      var name = names.getOrDefault(file, Untrusted.of("?"));
      found.add(new Mapping(file, name, writable.contains(file), holders));
    }
    return found;
  }

  /** A process in each IPC namespace of the QM side, by the namespace. */
  static Map<Long, Integer> spaces(Instance instance, People people) {
    var members = new LinkedHashMap<Long, Integer>();
    // PID 1 speaks for its own, whatever numbers the others have
    IpcNamespace.of(instance.pid()).ifPresent(inode -> members.put(inode, instance.pid()));
    for (var pid : people.of(Side.QM)) {
      IpcNamespace.of(pid).ifPresent(inode -> members.putIfAbsent(inode, pid));
    }
    return members;
  }
}
