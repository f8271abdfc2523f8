package dev.qm.partition.ipc.declared;

import dev.qm.host.file.OpenPlace;
import dev.qm.quadlet.read.UnitDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads units in a tree of the partition, which may change it meanwhile: each look is taken by the
 * kernel from the top of the tree, follows no link and waits for nothing.
 */
public final class HostileDisk implements UnitDisk {
  private final Path tree;

  /** A tree whose own place only trusted users can exchange. */
  public HostileDisk(Path tree) {
    this.tree = tree;
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
      return found.bytes(most);
    }
  }

  private String inside(Path place) throws IOException {
    if (!place.startsWith(tree)) {
      throw new IOException("outside of the partition's " + tree);
    }
    return tree.relativize(place).toString();
  }
}
