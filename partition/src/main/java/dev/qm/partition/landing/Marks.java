package dev.qm.partition.landing;

import dev.qm.host.HostException;
import java.util.List;
import java.util.Optional;

/** What is known of all that landed. */
public interface Marks {
  /** What an earlier landing may have left at {@code path}. */
  Optional<FileMark> file(String path);

  /** Whether {@code path} is a folder that a landing made. */
  boolean hasFolder(String path);

  /**
   * Adds marks, each file's in place of the one that its path had. When this returns they are on
   * the disk, and only then may what they name be made.
   *
   * @param folders the outermost first
   */
  void record(List<String> folders, List<FileMark> files) throws HostException;
}
