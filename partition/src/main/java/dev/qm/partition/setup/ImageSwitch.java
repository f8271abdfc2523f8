package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.TreeImage;
import dev.qm.partition.landing.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Puts a complete image in the place of the folder that it was filled from. It begins with taking
 * that folder away, so that from then on no partition can start and write to what has been copied;
 * and a folder that is away, with its mark, says that the copy is complete. Killed at any point, a
 * second call goes on.
 */
record ImageSwitch(Root root, Ledger ledger, TreeImage image) {
  /** What setup or a removal that was killed has left to do is done. */
  static void settle(Root root, Ledger ledger) throws HostException {
    for (var image : TreeImage.all(root)) {
      var unfinished = new ImageSwitch(root, ledger, image);
      if (unfinished.isBegun()) {
        unfinished.run();
      }
    }
  }

  /** True when the copy is complete, and its folder is away. */
  boolean isBegun() {
    return ledger.holds(mark()) && exists(root.at(image.old()));
  }

  /** Brings it about. */
  void run() throws HostException {
    var folder = root.at(image.folder());
    var old = root.at(image.old());
    ledger.add(mark());
    try {
      if (!exists(old) && !image.isThere()) {
        Files.move(folder, old, StandardCopyOption.ATOMIC_MOVE);
      }
      if (exists(root.at(image.partial()))) {
        Files.move(root.at(image.partial()), root.at(image.file()), StandardCopyOption.ATOMIC_MOVE);
      }
      if (!exists(folder)) {
        Files.createDirectory(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        if (exists(old)) {
          // seen while nothing is mounted there, and as closed as what is
          Files.setAttribute(folder, "unix:gid", Files.getAttribute(old, "unix:gid"));
          Files.setPosixFilePermissions(folder, Files.getPosixFilePermissions(old));
        }
      }
    } catch (IOException failure) {
      throw new HostException("cannot exchange " + folder + " for its file system", failure);
    }
    image.mount();
    Trees.remove(old, Workers.of(root));
    ledger.drop(mark());
  }

  private Mark mark() {
    return new Mark.Tree(image.old());
  }

  private static boolean exists(Path place) {
    return Files.exists(place, LinkOption.NOFOLLOW_LINKS);
  }
}
