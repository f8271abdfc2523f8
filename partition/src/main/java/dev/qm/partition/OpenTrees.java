package dev.qm.partition;

import dev.qm.host.HostException;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.file.Mount;
import dev.qm.host.machine.Diagnosis;
import dev.qm.host.process.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which of the partition's trees other users of the host can enter. A program that the partition
 * leaves there with the setuid bit runs as root for whoever starts it, a device node is open to
 * whoever its mode lets in, and a user who has the number of one inside has that one's files.
 */
public final class OpenTrees {
  private OpenTrees() {}

  /** What there is to say about the trees of a partition; nothing before they are there. */
  public static Optional<Diagnosis> examine(PartitionSpec spec) throws HostException {
    var open = new ArrayList<String>();
    var there = new ArrayList<String>();
    for (var tree : spec.layout().trees()) {
      var place = ConfinedPath.resolve(spec.root().directory(), tree);
      if (Files.isDirectory(place)) {
        there.add(tree);
        if (isOpen(spec, place)) {
          open.add(tree);
        }
      }
    }
    if (there.isEmpty()) {
      return Optional.empty();
    }
    for (var tree : ClosedTree.ALL) {
      if (spec.mounts(tree.name()) && Files.isSymbolicLink(spec.root().at(tree.name()))) {
        return Optional.of(
            finding(
                Diagnosis.Level.WARN,
                "a drop-in mounts "
                    + tree.name()
                    + ", which is a link; with mapped ids it is not followed",
                "write Volume=" + tree.place() + ":... there"));
      }
    }
    return Optional.of(
        open.isEmpty()
            ? finding(Diagnosis.Level.OK, "closed to the other users of this machine", "")
            : finding(
                Diagnosis.Level.WARN,
                "any user of this machine can enter "
                    + String.join(", ", open)
                    + ", and run as root what the partition leaves there with the setuid bit",
                "run `qm setup`; a folder that you chose, or a mount point, has to lie in one that"
                    + " only root can enter (chmod 0710)"));
  }

  private static Diagnosis finding(Diagnosis.Level level, String detail, String mend) {
    return new Diagnosis("partition.trees", level, "trees of the partition", detail, mend);
  }

  private static boolean isOpen(PartitionSpec spec, Path tree) throws HostException {
    for (var folder = tree.getParent();
        folder != null && folder.startsWith(spec.root().directory());
        folder = folder.getParent()) {
      if (isClosed(folder)) {
        return false;
      }
    }
    // where only the mount keeps programs and devices from working, that has to be
    return Mounts.holding(Mounts.of(), tree).map(Mount::options).stream()
        .noneMatch(options -> options.containsAll(List.of("nosuid", "nodev")));
  }

  /** Entered by root alone, the host's or the partition's: inode(7). */
  private static boolean isClosed(Path folder) throws HostException {
    try {
      var mode = unix(folder, "mode");
      var gid = unix(folder, "gid");
      var isGroupRoots = (mode & 0010) == 0 || gid == 0 || gid == Isolation.FIRST_ID;
      return (mode & 0001) == 0 && unix(folder, "uid") == 0 && isGroupRoots;
    } catch (IOException failure) {
      throw new HostException("cannot look at " + folder, failure);
    }
  }

  /** An attribute of a file; what is none of a number is taken for an open one. */
  private static int unix(Path folder, String name) throws IOException {
    return Files.getAttribute(folder, "unix:" + name) instanceof Integer value ? value : -1;
  }
}
