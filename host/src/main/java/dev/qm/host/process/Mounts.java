package dev.qm.host.process;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.Mount;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The mounts that a process sees, and taking mounts away. */
public final class Mounts {
  private Mounts() {}

  /** The mounts of this process, in the order of mounting. */
  public static List<Mount> of() throws HostException {
    return of("self");
  }

  /** The mounts that the process {@code pid} sees, in the order of mounting. */
  public static List<Mount> of(int pid) throws HostException {
    return of(Integer.toString(pid));
  }

  /**
   * The mounts that a process sees, in the order of mounting.
   *
   * @param process a process id or {@code "self"}
   */
  public static List<Mount> of(String process) throws HostException {
    try {
      return parse(Bounded.text(Path.of("/proc", process, "mountinfo")));
    } catch (IOException failure) {
      throw new HostException("cannot read the mounts of process " + process, failure);
    }
  }

  /** The mounts in the text of a mountinfo file; other lines are left out. */
  public static List<Mount> parse(String mountinfo) {
    var mounts = new ArrayList<Mount>();
    for (var line : KernelText.lines(mountinfo)) {
      // no lambda: linking the first one costs a command's start-up some milliseconds
      var mount = Mount.parse(line);
      if (mount.isPresent()) {
        mounts.add(mount.get());
      }
    }
    return List.copyOf(mounts);
  }

  /** The mounts at {@code folder} and below it, in the order in which they can be unmounted. */
  public static List<Mount> below(List<Mount> mounts, Path folder) {
    var below = new ArrayList<Mount>();
    for (var mount : mounts) {
      if (mount.target().startsWith(folder)) {
        below.addFirst(mount);
      }
    }
    return below;
  }

  /** This process's mounts at {@code folder} and below it, in the order of unmounting. */
  public static List<Mount> below(Path folder) throws HostException {
    return below(of(), folder);
  }

  /** Whether something is mounted at {@code place} for this process. */
  public static boolean isAt(Path place) throws HostException {
    for (var mount : of()) {
      if (mount.target().equals(place)) {
        return true;
      }
    }
    return false;
  }

  /** The mount that {@code path} lies on: the last one whose target is the nearest above it. */
  public static Optional<Mount> holding(List<Mount> mounts, Path path) {
    var absolute = path.toAbsolutePath().normalize();
    Mount best = null;
    for (var mount : mounts) {
      if (absolute.startsWith(mount.target())
          && (best == null || mount.target().getNameCount() >= best.target().getNameCount())) {
        best = mount;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Unmounts the topmost mount at {@code target}: umount(8). */
  public static void unmount(Path target) throws HostException {
    Command.of("umount", "--no-canonicalize", "--", target.toString()).require();
  }

  /** Unmounts everything at {@code folder} and below it, whoever else does so meanwhile. */
  public static void unmountBelow(Path folder) throws HostException {
    for (var mount : below(folder)) {
      try {
        unmount(mount.target());
      } catch (HostException failure) {
        if (isAt(mount.target())) {
          throw failure;
        }
      }
    }
  }
}
