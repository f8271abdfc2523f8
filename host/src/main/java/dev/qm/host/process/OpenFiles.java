package dev.qm.host.process;

import dev.qm.host.file.ControlFile;
import dev.qm.host.file.FileId;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which processes hold which sockets, pipes and named pipes open: the links of /proc/PID/fd,
 * proc_pid_fd(5). Processes that end meanwhile are left out.
 *
 * @param sockets the processes by the inode of the socket
 * @param pipes the processes by the inode of the pipe
 * @param fifos the processes by the file of the named pipe
 * @param cut the processes of which not all descriptors were looked at
 */
public record OpenFiles(
    Map<Long, Set<Integer>> sockets,
    Map<Long, Set<Integer>> pipes,
    Map<FileId, Set<Integer>> fifos,
    Set<Integer> cut) {
  /** What systemd allows a service by default, and far more than a program has open. */
  private static final int MOST_OF_A_PROCESS = 1 << 19;

  /** All processes together. */
  private static final int MOST = 2 << 20;

  /** S_IFMT and S_IFIFO of inode(7). */
  private static final int KIND = 0xf000;

  private static final int FIFO = 0x1000;

  public OpenFiles {
    sockets = Map.copyOf(sockets);
    pipes = Map.copyOf(pipes);
    fifos = Map.copyOf(fifos);
    cut = Set.copyOf(cut);
  }

  /** Looks at these processes; needs root for those of others. */
  public static OpenFiles of(List<Integer> pids) {
    return of(Path.of("/proc"), pids);
  }

  static OpenFiles of(Path proc, List<Integer> pids) {
    var look = new Look();
    for (var pid : pids) {
      look.at(proc.resolve(Integer.toString(pid)).resolve("fd"), pid);
    }
    return new OpenFiles(look.sockets, look.pipes, look.fifos, look.cut);
  }

  private static final class Look {
    private final Map<Long, Set<Integer>> sockets = new HashMap<>();
    private final Map<Long, Set<Integer>> pipes = new HashMap<>();
    private final Map<FileId, Set<Integer>> fifos = new HashMap<>();
    private final Set<Integer> cut = new TreeSet<>();
    private int left = MOST;

    void at(Path folder, int pid) {
      var most = Math.min(left, MOST_OF_A_PROCESS);
      try (var descriptors = Files.newDirectoryStream(folder)) {
        for (var descriptor : descriptors) {
          if (most == 0) {
            cut.add(pid);
            return;
          }
          most--;
          left--;
          at(descriptor, Files.readSymbolicLink(descriptor).toString(), pid);
        }
      } catch (IOException | DirectoryIteratorException ended) {
        // the process, or the descriptor: then the rest of its own are a moment old anyway
        return;
      }
    }

    private void at(Path descriptor, String target, int pid) {
      if (target.startsWith("/")) {
        if (mayBeFifo(target)) {
          fifo(descriptor, pid);
        }
      } else if (target.startsWith("socket:[")) {
        add(sockets, target, pid);
      } else if (target.startsWith("pipe:[")) {
        add(pipes, target, pid);
      }
    }

    /** Of a device or a file of /proc and /sys nothing else need be asked. */
    private static boolean mayBeFifo(String target) {
      return !target.startsWith("/proc/")
          && !target.startsWith("/sys/")
          && !target.equals("/dev/null");
    }

    /** The link itself leads to the open file, wherever its name may lead by now. */
    private void fifo(Path descriptor, int pid) {
      try {
        var attributes = Files.readAttributes(descriptor, "unix:mode,dev,ino");
        if (attributes.get("mode") instanceof Integer mode && (mode & KIND) == FIFO) {
          fifos.computeIfAbsent(FileId.of(attributes), _ -> new TreeSet<>()).add(pid);
        }
      } catch (IOException closed) {
        return;
      }
    }

    private static void add(Map<Long, Set<Integer>> holders, String target, int pid) {
      var open = target.indexOf('[');
      if (target.endsWith("]")) {
        var inode = ControlFile.number(target.substring(open + 1, target.length() - 1));
        if (inode.isPresent()) {
          // the kernel tells 32 bits of it elsewhere: sock_diag(7)
          holders.computeIfAbsent(inode.getAsLong() & 0xffff_ffffL, _ -> new TreeSet<>()).add(pid);
        }
      }
    }
  }
}
