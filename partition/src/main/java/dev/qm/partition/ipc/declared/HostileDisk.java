package dev.qm.partition.ipc.declared;

import dev.qm.host.file.OpenPlace;
import dev.qm.quadlet.read.UnitDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads units in a tree of the partition, which may change it meanwhile: each look is taken by the
 * kernel from the top of the tree, follows no link and waits for nothing. For one reading, by any
 * threads, whose size has an end.
 */
public final class HostileDisk implements UnitDisk {
  /** What is read of all files together: nobody has so many units, and all of it is kept. */
  private static final int MOST_BYTES = 64 << 20;

  private final Path tree;
  private final AtomicInteger left;

  /** A tree whose own place only trusted users can exchange. */
  public HostileDisk(Path tree) {
    this(tree, MOST_BYTES);
  }

  /** As {@link #HostileDisk(Path)}, of which {@code most} bytes are read. */
  HostileDisk(Path tree, int most) {
    this.tree = tree;
    this.left = new AtomicInteger(most);
  }

  @Override
  public Kind kind(Path place) {
    try (var top = OpenPlace.trusted(tree);
        var found = top.below(inside(place))) {
      return Kind.of(found.attributes());
    } catch (IOException notThere) {
      return Kind.OTHER;
    }
  }

  @Override
  public List<String> names(Path folder, int most) throws IOException {
    try (var top = OpenPlace.trusted(tree);
        var found = top.folder(inside(folder))) {
      return found.names(most);
    }
  }

  @Override
  public byte[] bytes(Path file, int most) throws IOException {
    try (var top = OpenPlace.trusted(tree);
        var found = top.below(inside(file))) {
      if (left.get() <= 0) {
        throw new IOException("the files before it are all that is read of so many");
      }
      var bytes = found.bytes(most);
      left.addAndGet(-bytes.length);
      return bytes;
    }
  }

  private String inside(Path place) throws IOException {
    if (!place.startsWith(tree)) {
      throw new IOException("outside of the partition's " + tree);
    }
    return tree.relativize(place).toString();
  }
}
