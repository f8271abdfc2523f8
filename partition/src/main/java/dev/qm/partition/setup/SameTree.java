package dev.qm.partition.setup;

import dev.qm.host.HostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether a copy of a folder is one: every name, kind, mode, owner, size, time, link and byte. The
 * folder must be at rest.
 */
final class SameTree {
  /** What is compared of everything: inode(7). The low bits of a folder's size mean nothing. */
  private static final String ATTRIBUTES = "unix:mode,uid,gid,rdev,lastModifiedTime";

  private SameTree() {}

  /**
   * Refuses a copy that differs.
   *
   * @throws HostException with the first difference
   */
  static void require(Path original, Path copy) throws HostException {
    var folders = new ArrayDeque<Path>();
    folders.add(Path.of(""));
    while (!folders.isEmpty()) {
      var folder = folders.removeLast();
      try {
        var names = names(original.resolve(folder));
        if (!names.equals(names(copy.resolve(folder)))) {
          throw differs(original.resolve(folder), "other names");
        }
        for (var name : names) {
          var place = folder.resolve(name);
          compare(original.resolve(place), copy.resolve(place));
          if (Files.isDirectory(original.resolve(place), LinkOption.NOFOLLOW_LINKS)) {
            folders.add(place);
          }
        }
      } catch (IOException failure) {
        throw new HostException("cannot compare " + original.resolve(folder), failure);
      }
    }
  }

  /** Bytes of all files, as if there were no holes and no second names. */
  static long bytes(Path top) throws HostException {
    var bytes = 0L;
    var folders = new ArrayDeque<Path>(List.of(top));
    while (!folders.isEmpty()) {
      var folder = folders.removeLast();
      try {
        for (var name : names(folder)) {
          var place = folder.resolve(name);
          if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
            folders.add(place);
          } else if (Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)) {
            // what a small one takes is a block
            bytes += Math.max(4096, Files.size(place));
          }
        }
      } catch (IOException failure) {
        throw new HostException("cannot look into " + folder, failure);
      }
    }
    return bytes;
  }

  private static void compare(Path original, Path copy) throws IOException, HostException {
    if (!attributes(original).equals(attributes(copy))) {
      throw differs(original, "another kind, mode, owner or time");
    }
    if (Files.isSymbolicLink(original)) {
      if (!Files.readSymbolicLink(original).equals(Files.readSymbolicLink(copy))) {
        throw differs(original, "another target");
      }
    } else if (Files.isRegularFile(original, LinkOption.NOFOLLOW_LINKS)
        && Files.mismatch(original, copy) >= 0) {
      throw differs(original, "other content");
    }
  }

  private static Map<String, Object> attributes(Path place) throws IOException {
    return Files.readAttributes(place, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
  }

  private static Set<Path> names(Path folder) throws IOException {
    var names = new TreeSet<Path>();
    try (var entries = Files.newDirectoryStream(folder)) {
      for (var entry : entries) {
        names.add(folder.relativize(entry));
      }
    }
    return names;
  }

  private static HostException differs(Path original, String how) {
    return new HostException(
        "the copy of " + original + " is none",
        "it has " + how,
        "nothing is lost: the original is where it was; look at the disk and at what writes to it, and"
            + " run `qm setup` again");
  }
}
