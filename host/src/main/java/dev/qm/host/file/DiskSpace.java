package dev.qm.host.file;

import dev.qm.host.call.SpaceCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The room of a file system, as one of its folders shows it: with a project quota that folder shows
 * what its project may have. Source: statvfs(3).
 *
 * @param total bytes
 * @param free bytes that nobody has
 * @param available those of them that any user may take
 * @param inodes how many there can be; 0 where the file system has no such number
 * @param freeInodes how many are left
 */
public record DiskSpace(long total, long free, long available, long inodes, long freeInodes) {
  /** Of the file system behind {@code place}; nothing when it cannot be asked. */
  public static Optional<DiskSpace> of(Path place) {
    try {
      var numbers = SpaceCalls.ofPath(place.toString());
      var unit = numbers[1];
      return Optional.of(
          new DiskSpace(
              numbers[2] * unit, numbers[3] * unit, numbers[4] * unit, numbers[5], numbers[6]));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  /** Bytes that are free and that not any user may take. */
  public long reserve() {
    return Math.max(0, free - available);
  }
}
