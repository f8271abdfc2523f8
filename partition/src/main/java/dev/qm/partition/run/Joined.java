package dev.qm.partition.run;

import dev.qm.host.HostException;
import dev.qm.host.cgroup.Cgroups;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * Commands that join a control group of the partition's on cgroup2 before they start: a runtime
 * that was started outside would take the host's cgroup2 root for the partition's.
 *
 * <p>The group is a child of the partition's: there no controller is on, whatever the host switches
 * on in its root. A runtime that sees one beside cgroup v1 starts no nested container.
 */
final class Joined {
  /** The first argument is the file to write to, the rest the command. */
  private static final String JOIN = "echo 0 >\"$1\" || exit; shift; exec \"$@\"";

  private static final String CHILD = "partition";

  private Joined() {}

  /** Makes the group, in the partition's. */
  static void create(Places places, Cgroups cgroups) throws HostException {
    if (cgroups instanceof Cgroups.Hybrid hybrid) {
      var group = hybrid.cgroup2().resolve(places.cgroup()).resolve(CHILD);
      try {
        Files.createDirectories(group);
      } catch (IOException failure) {
        throw new HostException("cannot make the control group " + group, failure);
      }
    }
  }

  /** {@code argv} as a member of that group, where there is a cgroup2 beside v1. */
  static List<String> command(Places places, Cgroups cgroups, List<String> argv) {
    if (!(cgroups instanceof Cgroups.Hybrid hybrid)) {
      return argv;
    }
    var group = hybrid.cgroup2().resolve(places.cgroup());
    // a partition that an older version started is in the group itself
    var child = group.resolve(CHILD);
    var procs = (Files.isDirectory(child) ? child : group).resolve("cgroup.procs");
    var joined = new ArrayList<String>();
    joined.addAll(List.of("/bin/sh", "-c", JOIN, "sh", procs.toString()));
    joined.addAll(argv);
    return joined;
  }
}
