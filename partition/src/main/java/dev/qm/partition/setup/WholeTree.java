package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.file.Bounded;
import dev.qm.partition.landing.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * A whole folder that takes the place of an older one of its name: it is made beside it and moved
 * there, so what is there is complete.
 *
 * @param path its place, as the machine itself names it
 * @param beside how the names of the folders begin in which the new one is made and the old one
 *     ends
 */
record WholeTree(Site site, String path, String beside) {
  /** Written into an image by the build: a digest of all sources. */
  private static final String STAMP = "built";

  /** How the name of the folder ends in which a new one is made. */
  static final String FRESH = ".partial";

  /** How the name of the folder ends in which an old one ends. */
  static final String OLD = ".old";

  /** Puts what belongs into it into a folder that does not exist yet. */
  interface Filling {
    void fill(Path fresh) throws HostException;
  }

  /** Makes it anew. */
  void replace(Filling filling) throws HostException {
    var place = site.at(path);
    site.landing().folders(Disk.parent(path));
    for (var tree : passing()) {
      site.ledger().add(new Mark.Tree(tree));
    }
    sweep();
    filling.fill(site.at(fresh()));
    try {
      site.ledger().add(new Mark.Tree(path));
      if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
        Files.move(place, site.at(old()), StandardCopyOption.ATOMIC_MOVE);
      }
      Files.move(site.at(fresh()), place, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      throw new HostException("cannot move what is new to " + place, failure);
    }
    settle();
  }

  /** Takes it away. */
  void remove() throws HostException {
    var place = site.at(path);
    sweep();
    if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      site.ledger().add(new Mark.Tree(old()));
      try {
        Files.move(place, site.at(old()), StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException failure) {
        throw new HostException("cannot move " + place + " away", failure);
      }
    }
    settle();
    site.ledger().drop(new Mark.Tree(path));
  }

  private void settle() throws HostException {
    sweep();
    for (var tree : passing()) {
      site.ledger().drop(new Mark.Tree(tree));
    }
  }

  /** What a killed call left, too. */
  private void sweep() throws HostException {
    for (var tree : passing()) {
      if (site.ledger().holds(new Mark.Tree(tree))) {
        Trees.remove(site.at(tree), site.workers());
      }
    }
  }

  private List<String> passing() {
    return List.of(fresh(), old());
  }

  private String fresh() {
    return beside + FRESH;
  }

  private String old() {
    return beside + OLD;
  }

  /** Which build an image is of; empty where nothing says it. */
  static String stamp(Path image) throws HostException {
    var file = image.resolve(STAMP);
    try {
      return Files.isRegularFile(file) ? Bounded.text(file) : "";
    } catch (IOException failure) {
      throw new HostException("cannot read " + file, failure);
    }
  }
}
