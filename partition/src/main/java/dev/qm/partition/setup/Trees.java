package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.process.Command;
import dev.qm.partition.landing.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Whole folders, copied and removed with the system's own tools, which know every attribute. */
public final class Trees {
  private Trees() {}

  /** Removes {@code tree}, not following links and not entering what is mounted below it. */
  public static void remove(Path tree) throws HostException {
    remove(tree, Workers.OF_NOBODY);
  }

  /** As {@link #remove(Path)}, by one of {@code workers}. */
  public static void remove(Path tree, Workers workers) throws HostException {
    if (Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      workers
          .with(
              Command.of(
                  "rm", "-rf", "--one-file-system", "--preserve-root=all", "--", tree.toString()))
          .require();
    }
  }

  /**
   * Makes the folder {@code to} and copies into it what is in {@code from}. When that fails, as on
   * a full disk, there is no such folder, and room again.
   */
  static void copyWhole(Path from, Path to, Workers workers) throws HostException {
    try {
      Files.createDirectory(to);
      copy(from, to, workers);
    } catch (IOException failure) {
      throw new HostException("cannot make " + to, failure);
    } catch (HostException failure) {
      remove(to, workers);
      throw failure;
    }
  }

  /**
   * Copies what is in {@code from} into the folder {@code to}, with owners, times and attributes.
   */
  static void copy(Path from, Path to, Workers workers) throws HostException {
    workers
        .with(Command.of("cp", "-a", "--reflink=auto", "--", from + "/.", to.toString()))
        .require();
  }

  /** As {@link #copy}, leaving alone whatever {@code to} has already. */
  static void complete(Path from, Path to, Workers workers) throws HostException {
    workers
        .with(Command.of("cp", "-an", "--reflink=auto", "--", from + "/.", to.toString()))
        .require();
  }
}
