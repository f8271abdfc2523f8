package dev.qm.partition.landing;

/** Told of each change of the disk, just before it happens. */
@FunctionalInterface
public interface Changes {
  /** Tells nobody. */
  Changes UNTOLD = change -> {};

  /** A change. */
  sealed interface Change {
    /** The record of what landed is written. */
    record Recorded() implements Change {}

    /** The record of what landed goes. */
    record Forgotten() implements Change {}

    /** A folder is made. */
    record FolderMade(String path) implements Change {}

    /** A file is written. */
    record Written(String path) implements Change {}

    /** A file goes. */
    record Removed(String path) implements Change {}

    /** A folder goes, if it is empty. */
    record FolderRemoved(String path) implements Change {}

    /** A file stays, because somebody changed it. */
    record Kept(String path) implements Change {}

    /** What is at {@code path} is left alone: what is no folder stands on the way. */
    record Barred(String path) implements Change {}

    /** What a killed write left has been tried, and cannot be removed. */
    record Left(String path) implements Change {}
  }

  /** Told of a change to come. */
  void next(Change change);
}
