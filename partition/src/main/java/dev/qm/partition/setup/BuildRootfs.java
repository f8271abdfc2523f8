package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.partition.landing.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The partition's read-only operating system tree. It is built beside its place and moved there
 * whole: a rootfs that exists is complete.
 */
record BuildRootfs(Site site, RootfsSource source) implements Step {
  /** Mount points that the container needs and a read-only tree cannot be given later. */
  private static final List<String> MOUNT_POINTS =
      List.of("proc", "sys", "dev", "run", "tmp", "etc", "var/tmp");

  @Override
  public String title() {
    return "build " + site.at(site.layout().rootfs()) + " from " + source.title();
  }

  @Override
  public int weight() {
    return source.weight();
  }

  @Override
  public boolean isDone() {
    return Files.isDirectory(site.at(site.layout().rootfs()), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public void apply(Notes notes) throws HostException {
    var place = site.layout().rootfs();
    var partial = place + ".partial";
    var tree = site.at(partial);
    site.landing().folders(Disk.parent(place));
    Trees.remove(tree, site.workers());
    site.ledger().add(new Mark.Tree(partial));
    try {
      Files.createDirectory(tree);
      source.fill(tree, site.workers(), notes);
      complete(tree);
      site.ledger().add(new Mark.Tree(place));
      Files.move(tree, site.at(place), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      discard(partial);
      throw new HostException("cannot build " + tree, failure);
    } catch (HostException failure) {
      discard(partial);
      throw failure;
    }
    site.ledger().drop(new Mark.Tree(partial));
  }

  private void discard(String partial) throws HostException {
    Trees.remove(site.at(partial), site.workers());
    site.ledger().drop(new Mark.Tree(partial));
  }

  private void complete(Path tree) throws HostException, IOException {
    if (!Files.exists(tree.resolve("usr/lib/systemd/systemd"), LinkOption.NOFOLLOW_LINKS)) {
      throw new HostException(
          source.title() + " does not make a partition",
          "there is no /usr/lib/systemd/systemd in it",
          "add the package systemd (on Debian: systemd-sysv) to what the tree is made from");
    }
    // Podman copies what is here into the memory that covers it, labels too, which are those of a
    // tree that QM must not write; a running system makes all of it: hier(7)
    Trees.remove(tree.resolve("run"), site.workers());
    for (var folder : MOUNT_POINTS) {
      var path = tree.resolve(folder);
      if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectories(path);
      }
    }
    // every machine gets an id of its own when its partition first boots: machine-id(5)
    Files.deleteIfExists(tree.resolve("etc/machine-id"));
    Files.createFile(tree.resolve("etc/machine-id"));
    // the store of images that come with the rootfs; containers/storage wants its lock files there
    for (var part : List.of("overlay-images/images.lock", "overlay-layers/layers.lock")) {
      var lock = tree.resolve("usr/lib/containers/storage").resolve(part);
      if (!Files.exists(lock)) {
        Files.createDirectories(lock.resolveSibling(".").normalize());
        Files.createFile(lock);
      }
    }
  }
}
