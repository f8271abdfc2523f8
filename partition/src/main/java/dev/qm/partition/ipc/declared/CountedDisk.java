package dev.qm.partition.ipc.declared;

import dev.qm.quadlet.read.UnitDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A disk of which only so many files are read, whoever makes more to be in the way. Several threads
 * may read of it.
 */
public final class CountedDisk implements UnitDisk {
  /** What is said of a file behind the end. */
  public static final String END = "there are more files than are looked at";

  private final UnitDisk disk;
  private final AtomicInteger left;

  /**
   * Another disk, up to an end.
   *
   * @param files that are read of it
   */
  public CountedDisk(UnitDisk disk, int files) {
    this.disk = disk;
    this.left = new AtomicInteger(files);
  }

  @Override
  public Kind kind(Path place) {
    return disk.kind(place);
  }

  @Override
  public List<String> names(Path folder, int most) throws IOException {
    return left() > 0 ? disk.names(folder, most) : List.of();
  }

  @Override
  public byte[] bytes(Path file, int most) throws IOException {
    if (left.getAndDecrement() <= 0) {
      throw new IOException(END);
    }
    return disk.bytes(file, most);
  }

  /** How many files more are read. */
  public int left() {
    return Math.max(0, left.get());
  }
}
