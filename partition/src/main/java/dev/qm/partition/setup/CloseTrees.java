package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.process.Mounts;
import dev.qm.partition.ClosedTree;
import dev.qm.partition.Isolation;
import dev.qm.partition.Layout;
import dev.qm.partition.landing.Disk;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Closes the partition's trees to the host's other users: the folder around the rootfs, and one
 * around each {@link ClosedTree}. Trees of an older installation are moved into it, also while the
 * partition runs.
 */
record CloseTrees(Site site) implements Step {
  /** Entered by the host's root and the partition's, which the runtime becomes on its way. */
  private static final Set<PosixFilePermission> CLOSED =
      PosixFilePermissions.fromString("rwx--x---");

  @Override
  public String title() {
    return "close the partition's trees to the other users of this machine";
  }

  @Override
  public boolean isDone() throws HostException {
    for (var tree : trees()) {
      if (!Mounts.isAt(site.at(tree.name()))
          && !(isLinked(site, tree) && isClosed(site.at(tree.folder())))) {
        return false;
      }
    }
    return isForeign(around()) || isClosed(site.at(around()));
  }

  @Override
  public void apply(Notes notes) throws HostException {
    for (var tree : trees()) {
      if (Files.isSymbolicLink(site.at(tree.name())) && !isLinked(site, tree)) {
        throw new HostException(
            "will not use " + site.at(tree.name()),
            "it is a symbolic link",
            "name the folder itself with --rwetcfs or --rwvarfs");
      }
    }
    if (!isForeign(around())) {
      site.landing().folders(around());
      close(site.at(around()));
    }
    for (var tree : trees()) {
      if (Mounts.isAt(site.at(tree.name()))) {
        notes.note(
            "every user of this machine can enter "
                + site.at(tree.name())
                + ", which is a mount point; mount it at "
                + site.at(tree.place())
                + ", and run `qm setup` again");
      } else {
        site.landing().folders(tree.folder());
        close(site.at(tree.folder()));
        site.ledger().add(new Mark.Closed(tree.name()));
        move(tree);
      }
    }
  }

  /** The partition's layout with the places of its trees, where it has their names. */
  static Layout places(Site site) throws HostException {
    var layout = site.layout();
    return new Layout(
        layout.installdir(),
        layout.rootfs(),
        place(site, layout.etc()),
        place(site, layout.var()),
        layout.hostname());
  }

  private static String place(Site site, String name) throws HostException {
    var tree = ClosedTree.of(name);
    return tree.isPresent() && !Mounts.isAt(site.at(name)) ? tree.get().place() : name;
  }

  private List<ClosedTree> trees() {
    var trees = new ArrayList<ClosedTree>();
    for (var name : List.of(site.layout().etc(), site.layout().var())) {
      ClosedTree.of(name).ifPresent(trees::add);
    }
    return trees;
  }

  /** Moves a tree that is there, and makes the link. */
  private void move(ClosedTree tree) throws HostException {
    var name = site.at(tree.name());
    var place = site.at(tree.place());
    try {
      if (Files.isDirectory(name, LinkOption.NOFOLLOW_LINKS)) {
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
          // such as the mount point of before
          Files.delete(name);
        } else {
          Files.move(name, place, StandardCopyOption.ATOMIC_MOVE);
        }
      }
    } catch (DirectoryNotEmptyException both) {
      throw new HostException(
          "cannot close " + name,
          "there is a tree in " + place + " too",
          "move what you need of one into the other, and remove it");
    } catch (IOException failure) {
      throw new HostException("cannot move " + name + " to " + place, failure);
    }
    if (!site.disk().isTaken(tree.name())) {
      site.disk().makeLink(tree.name(), tree.link());
    }
  }

  /** Whether the link is in the tree's place. */
  static boolean isLinked(Site site, ClosedTree tree) throws HostException {
    return site.disk().link(tree.name()).equals(Optional.of(tree.link()));
  }

  private String around() {
    return Disk.parent(site.layout().rootfs());
  }

  /** A folder around the rootfs that setup did not make, or in which others have files. */
  private boolean isForeign(String around) throws HostException {
    var folder = site.at(around);
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    if (!site.ledger().holds(new Mark.Directory(around))) {
      return true;
    }
    var rootfs = site.layout().rootfs();
    var programs = site.layout().programs();
    var own =
        Stream.of(rootfs, rootfs + ".partial", programs, programs + ".partial", programs + ".old")
            .map(site::at)
            .toList();
    try (var entries = Files.newDirectoryStream(folder)) {
      for (var entry : entries) {
        if (!own.contains(entry)) {
          return true;
        }
      }
      return false;
    } catch (IOException failure) {
      throw new HostException("cannot look into " + folder, failure);
    }
  }

  private boolean isClosed(Path folder) throws HostException {
    try {
      return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
          && Files.getPosixFilePermissions(folder).equals(CLOSED)
          && Files.getAttribute(folder, "unix:gid").equals(group());
    } catch (IOException failure) {
      throw new HostException("cannot look at " + folder, failure);
    }
  }

  private void close(Path folder) throws HostException {
    try {
      Files.setAttribute(folder, "unix:gid", group(), LinkOption.NOFOLLOW_LINKS);
      Files.setPosixFilePermissions(folder, CLOSED);
    } catch (IOException failure) {
      throw new HostException("cannot close " + folder, failure);
    }
  }

  /** The group of the partition's root: the runtime walks to the trees with its ids. */
  private Integer group() throws HostException {
    return switch (site.isolation()) {
      case Isolation.UserNamespace() -> (int) Isolation.FIRST_ID;
      case Isolation.Plain _ -> 0;
    };
  }
}
