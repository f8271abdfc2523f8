package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.file.HostileTree;
import dev.qm.host.file.OpenPlace;
import dev.qm.partition.ClosedTree;
import dev.qm.partition.landing.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The partition's own {@code /etc} or {@code /var}, started as a copy of what the rootfs has there.
 * What a user provisioned before stays as it is and is completed.
 *
 * @param name {@code etc} or {@code var}
 * @param place where the partition's is on the host
 */
record CopyTree(Site site, String name, String place) implements Step {
  /** How the marks of copied trees begin. */
  static final String FINISHED = "copy-";

  @Override
  public String title() {
    return "fill " + site.at(place) + ", the partition's /" + name;
  }

  @Override
  public int weight() {
    return 2;
  }

  @Override
  public boolean isDone() {
    return site.ledger().holds(finished()) && Files.isDirectory(site.at(place));
  }

  @Override
  public void apply(Notes notes) throws HostException {
    var from = site.at(site.layout().rootfs()).resolve(name);
    var closed = closed();
    var to = site.at(closed.map(ClosedTree::place).orElse(place));
    if (Files.isSymbolicLink(to)) {
      throw new HostException(
          "will not use " + to,
          "it is a symbolic link",
          "name the folder itself with --rw" + name + "fs");
    }
    if (Files.isDirectory(to, LinkOption.NOFOLLOW_LINKS)) {
      Trees.complete(from, to, site.workers());
    } else {
      move(from, closed.map(ClosedTree::place).orElse(place));
    }
    if (name.equals("var")) {
      temporaryFolder();
    }
    site.ledger().add(finished());
  }

  private Mark finished() {
    return new Mark.Finished(FINISHED + name);
  }

  /** Where the tree lies, when that is not where its name says. */
  private Optional<ClosedTree> closed() throws HostException {
    var tree = ClosedTree.of(place);
    return tree.isPresent() && CloseTrees.isLinked(site, tree.get()) ? tree : Optional.empty();
  }

  private void move(Path from, String to) throws HostException {
    var partial = to + ".partial";
    var tree = site.at(partial);
    site.landing().folders(Disk.parent(to));
    Trees.remove(tree, site.workers());
    site.ledger().add(new Mark.Tree(partial));
    try {
      Trees.copyWhole(from, tree, site.workers());
      site.ledger().add(new Mark.Data(place));
      Files.move(tree, site.at(to), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      throw new HostException("cannot fill " + tree, failure);
    }
    site.ledger().drop(new Mark.Tree(partial));
  }

  /** {@code /var/tmp}, which the quadlet mounts: sticky and writable for all, as everywhere. */
  private void temporaryFolder() throws HostException {
    var tree = site.at(place);
    new HostileTree(tree).makeFolder("tmp");
    try (var top = OpenPlace.trusted(tree);
        var folder = top.folder("tmp")) {
      // of what is held: the partition may exchange the name
      Files.setAttribute(folder.path(), "unix:mode", 01777);
    } catch (IOException failure) {
      throw new HostException("cannot make " + tree.resolve("tmp"), failure);
    }
  }
}
