package dev.qm.partition.run;

import dev.qm.host.cgroup.Cgroups;
import java.util.ArrayList;
import java.util.List;

/**
 * Commands that join the partition's control group on cgroup2 before they start: a runtime that was
 * started outside would take the host's cgroup2 root for the partition's.
 */
final class Joined {
  /** The first argument is the file to write to, the rest the command. */
  private static final String JOIN = "echo 0 >\"$1\" || exit; shift; exec \"$@\"";

  private Joined() {}

  /** {@code argv} as a member of the partition's group, where there is a cgroup2 beside v1. */
  static List<String> command(Places places, Cgroups cgroups, List<String> argv) {
    var unified = cgroups.unified();
    if (!(cgroups instanceof Cgroups.Hybrid) || unified.isEmpty()) {
      return argv;
    }
    var procs = unified.get().resolve(places.cgroup()).resolve("cgroup.procs");
    var joined = new ArrayList<String>();
    joined.addAll(List.of("/bin/sh", "-c", JOIN, "sh", procs.toString()));
    joined.addAll(argv);
    return joined;
  }
}
