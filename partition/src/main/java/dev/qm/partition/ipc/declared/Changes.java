package dev.qm.partition.ipc.declared;

/** Is told of each change of the disk, just before it happens. */
@FunctionalInterface
public interface Changes {
  /** A change. */
  sealed interface Change {
    /** The record of the channel is written. */
    record Recorded(ChannelName name) implements Change {}

    /** The record of the channel goes. */
    record Forgotten(ChannelName name) implements Change {}

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
  }

  /** Told of a change to come. */
  void next(Change change);
}
