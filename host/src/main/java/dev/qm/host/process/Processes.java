package dev.qm.host.process;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.Untrusted;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.ControlFile;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** The processes of the machine: proc(5). */
public final class Processes {
  private Processes() {}

  /** Their ids, as this process sees them. */
  public static List<Integer> all() throws HostException {
    return all(Path.of("/proc"));
  }

  /**
   * The ids of those in a /proc that is mounted elsewhere.
   *
   * @param proc the mount
   */
  public static List<Integer> all(Path proc) throws HostException {
    var pids = new ArrayList<Integer>();
    try (var entries = Files.newDirectoryStream(proc)) {
      for (var entry : entries) {
        var number = ControlFile.number(String.valueOf(entry.getFileName()));
        if (number.isPresent() && number.getAsLong() > 0) {
          pids.add((int) number.getAsLong());
        }
      }
    } catch (DirectoryIteratorException failure) {
      throw new HostException("cannot list the processes", String.valueOf(failure.getMessage()));
    } catch (IOException failure) {
      throw new HostException("cannot list the processes", failure);
    }
    pids.sort(Integer::compare);
    return List.copyOf(pids);
  }

  /** The paths of the process's control groups, one a hierarchy; none when it ended. */
  public static List<String> groupsOf(int pid) {
    var paths = new ArrayList<String>();
    var text = Bounded.textIfAny(file(pid, "cgroup")).orElse("");
    for (var membership : ProcessInfo.memberships(text)) {
      paths.add(membership.path());
    }
    return paths;
  }

  /** The process's parent; nothing when it ended or has none. */
  public static OptionalInt parentOf(int pid) {
    for (var line : KernelText.lines(Bounded.textIfAny(file(pid, "status")).orElse(""))) {
      if (line.startsWith("PPid:")) {
        var parent = ControlFile.number(line.substring("PPid:".length()).strip()).orElse(0);
        return parent > 0 ? OptionalInt.of((int) parent) : OptionalInt.empty();
      }
    }
    return OptionalInt.empty();
  }

  /** The name that the process chose; empty when it ended. */
  public static Untrusted nameOf(int pid) {
    try {
      var bytes = Bounded.bytes(file(pid, "comm"), Bounded.LIMIT);
      // the kernel puts a line end behind it
      return Untrusted.of(Arrays.copyOf(bytes, Math.max(0, bytes.length - 1)));
    } catch (IOException ended) {
      return Untrusted.of("");
    }
  }

  /** The process's own root folder, for looking at files as it sees them. */
  public static Path rootOf(int pid) {
    return file(pid, "root");
  }

  private static Path file(int pid, String name) {
    return Path.of("/proc", Integer.toString(pid), name);
  }
}
