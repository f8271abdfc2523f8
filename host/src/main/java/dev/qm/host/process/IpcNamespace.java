package dev.qm.host.process;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.file.Bounded;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The System V objects of one IPC namespace: sysvipc(7), proc_sysvipc(5).
 *
 * @param inode which namespace
 * @param member a process in it
 */
public record IpcNamespace(long inode, int member, List<Item> items) {
  private static final Path PROC = Path.of("/proc");

  public IpcNamespace {
    items = List.copyOf(items);
  }

  /** The kinds of objects, and their files. */
  public enum Kind {
    SHARED_MEMORY("shm"),
    SEMAPHORES("sem"),
    MESSAGES("msg");

    private final String file;

    Kind(String file) {
      this.file = file;
    }
  }

  /**
   * One object.
   *
   * @param key by which programs find it; 0 for one that is not to be found
   * @param permissions the lowest nine bits of a mode
   * @param size bytes of memory, semaphores, or bytes that wait
   * @param attached processes that have the memory mapped; 0 for the other kinds
   */
  public record Item(Kind kind, int key, long id, int permissions, long size, long attached) {}

  /** The namespace of the process; nothing when it is gone. */
  public static OptionalLong of(int pid) {
    return Namespace.Kind.IPC.of(PROC, Integer.toString(pid));
  }

  /**
   * What is in the namespace {@code inode}.
   *
   * @param member a process in it
   */
  public static IpcNamespace look(long inode, int member) throws HostException {
    try {
      return new Namespace(Namespace.Kind.IPC, inode, member)
          .in(_ -> {
            var items = new ArrayList<Item>();
            for (var kind : Kind.values()) {
              var file = PROC.resolve("sysvipc").resolve(kind.file);
              items.addAll(parse(kind, Bounded.textIfAny(file).orElse("")));
            }
            return new IpcNamespace(inode, member, items);
          });
    } catch (IOException failure) {
      throw new HostException("cannot look at the IPC namespace of process " + member, failure);
    }
  }

  /** The lines of a file of /proc/sysvipc, without its heading. */
  static List<Item> parse(Kind kind, String text) {
    var items = new ArrayList<Item>();
    for (var line : KernelText.lines(text)) {
      var words = KernelText.of(line);
      // shm: key shmid perms size cpid lpid nattch ...; sem: key semid perms nsems ...;
      // msg: key msqid perms cbytes ...
      if (words.size() < 8 || words.getFirst().equals("key")) {
        continue;
      }
      try {
        items.add(
            new Item(
                kind,
                Integer.parseInt(words.get(0)),
                Long.parseLong(words.get(1)),
                Integer.parseInt(words.get(2), 8) & 0x1ff,
                Long.parseLong(words.get(3)),
                kind == Kind.SHARED_MEMORY ? Long.parseLong(words.get(6)) : 0));
      } catch (NumberFormatException notOne) {
        // a line of another kernel
      }
    }
    return List.copyOf(items);
  }
}
