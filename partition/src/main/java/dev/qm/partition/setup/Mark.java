package dev.qm.partition.setup;

import java.util.List;

/**
 * One thing that setup made on this machine and that {@code qm remove} takes away again. Paths are
 * as the machine itself names them.
 */
public sealed interface Mark {
  /** A folder that was not there before; removed when it is empty. */
  record Directory(String path) implements Mark {}

  /**
   * A file.
   *
   * @param digests the SHA-256 of each content that setup may have left there: two while a new
   *     content is being written, else one
   */
  record Landed(String path, List<String> digests) implements Mark {
    public Landed {
      digests = List.copyOf(digests);
    }
  }

  /** A symbolic link. */
  record Link(String path, String target) implements Mark {}

  /** A whole folder, with everything that later came into it. */
  record Tree(String path) implements Mark {}

  /** The same, but it holds what the user and the apps made: kept by {@code --keep-data}. */
  record Data(String path) implements Mark {}

  /** A tree of that name lies in a folder that is closed, and a link is in its place. */
  record Closed(String path) implements Mark {}

  /**
   * The closed folder {@code path} lies in a file system of its own, in a file of the host's: kept
   * with the data in it.
   *
   * @param bytes its size
   */
  record Image(String path, long bytes) implements Mark {}

  /** A line of {@code /etc/subuid} and {@code /etc/subgid}. */
  record Subids(String owner) implements Mark {}

  /** Packages of the host that were not installed before. */
  record Packages(List<String> names) implements Mark {
    public Packages {
      names = List.copyOf(names);
    }
  }

  /** A module of the SELinux policy. */
  record PolicyModule(String name) implements Mark {}

  /** A step that has no trace of its own to look at, finished. */
  record Finished(String step) implements Mark {}
}
