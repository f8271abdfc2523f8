package dev.qm.assurance.rules.storage;

import dev.qm.assurance.view.PartitionView;
import dev.qm.host.HostException;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.file.DiskSpace;
import dev.qm.host.file.Mount;
import dev.qm.host.process.Mounts;
import dev.qm.partition.ClosedTree;
import dev.qm.partition.Layout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The file system that a folder of the partition lies on.
 *
 * @param place the folder, without links, as the machine names it
 * @param mount what holds it
 * @param shown the room that the folder shows
 * @param whole the room of all of it
 */
public record Ground(Path place, Mount mount, DiskSpace shown, DiskSpace whole) {
  /**
   * The ground below a folder or file.
   *
   * @param name as the machine names it; links are followed inside the machine
   * @return nothing when it is not there, or nobody knows what is mounted
   */
  public static Optional<Ground> of(PartitionView view, String name) {
    var root = view.machine().root();
    try {
      var real = ConfinedPath.resolve(root.directory(), name);
      if (!Files.exists(real)) {
        return Optional.empty();
      }
      var place = Path.of("/").resolve(root.directory().relativize(real));
      var mount = Mounts.holding(view.machine().mounts(), place);
      var shown = view.places().space(real);
      if (mount.isEmpty() || shown.isEmpty()) {
        return Optional.empty();
      }
      var top = top(view.machine().mounts(), mount.get());
      var whole = view.places().space(root.at(top.target().toString()));
      return Optional.of(new Ground(place, mount.get(), shown.get(), whole.orElse(shown.get())));
    } catch (HostException unreadable) {
      return Optional.empty();
    }
  }

  /** How the machine itself names a path that options have, which may be one below its root. */
  public static String named(PartitionView view, String path) {
    var root = view.machine().root();
    var top = root.directory().toString();
    return !root.isHost() && path.startsWith(top + "/") ? path.substring(top.length()) : path;
  }

  /** Whether a mount, whoever sees it, shows this very folder. */
  public boolean isShownBy(Mount other) {
    return other.device().equals(mount.device())
        && other.root().equals(mount.root().resolve(mount.target().relativize(place)).normalize());
  }

  /** The mount that shows most of a file system: a folder below may belong to a project. */
  private static Mount top(List<Mount> mounts, Mount of) {
    var top = of;
    for (var mount : mounts) {
      if (mount.device().equals(of.device())
          && mount.root().getNameCount() < top.root().getNameCount()) {
        top = mount;
      }
    }
    return top;
  }

  /** Where the same file system is seen by the host beside the partition's own folders. */
  Optional<Mount> shared(PartitionView view) {
    var own = ownPlaces(view);
    for (var other : view.machine().mounts()) {
      if (other.device().equals(mount.device())
          && own.stream().noneMatch(other.target()::startsWith)) {
        return Optional.of(other);
      }
    }
    return Optional.empty();
  }

  private List<Path> ownPlaces(PartitionView view) {
    var own = new ArrayList<Path>();
    own.add(place);
    // where what runs the partition keeps or mounts things of it
    own.add(Path.of("/var/lib/qm"));
    own.add(Path.of("/run/qm"));
    for (var tree : view.declared().spec().layout().trees()) {
      own.add(Path.of(tree));
      ClosedTree.of(tree).ifPresent(closed -> own.add(Path.of(closed.folder())));
    }
    own.add(Path.of(Layout.DEFAULT.installdir()));
    return own;
  }

  /** Whether nothing can be written to it, by whoever tries. */
  boolean cannotBeWritten() {
    return mount.superOptions().contains("ro")
        || List.of("erofs", "squashfs", "cramfs", "iso9660").contains(mount.type());
  }

  /** Whether quotas of projects are on. */
  boolean hasProjectQuota() {
    var options = mount.superOptions();
    return options.contains("prjquota") || options.contains("pquota");
  }

  /** A word for a sentence: {@code ext4 of /}. */
  String words() {
    return mount.type() + " " + mount.source() + " at " + mount.target();
  }
}
