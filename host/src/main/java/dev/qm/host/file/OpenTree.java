package dev.qm.host.file;

import dev.qm.host.HostException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A tree that is held while many of its files are read, each as {@link ConfinedPath#readBounded}
 * reads one.
 */
public final class OpenTree implements AutoCloseable {
  private final Path tree;
  private final OpenPlace top;

  private OpenTree(Path tree, OpenPlace top) {
    this.tree = tree;
    this.top = top;
  }

  /**
   * Holds a tree.
   *
   * @throws HostException when there is none
   */
  public static OpenTree of(Path tree) throws HostException {
    try {
      return new OpenTree(tree, OpenPlace.trusted(tree.toAbsolutePath().normalize()));
    } catch (IOException failure) {
      throw new HostException("cannot use " + tree, failure);
    }
  }

  /**
   * The content of the regular file {@code inside}; nothing when there is no such file.
   *
   * @param max bytes; a longer file is an error
   */
  public Optional<byte[]> readIfAny(String inside, int max) throws HostException {
    try (var file = top.asRoot(inside)) {
      return Optional.of(file.bytes(max));
    } catch (NoSuchFileException nothing) {
      return Optional.empty();
    } catch (IOException failure) {
      throw new HostException("cannot read " + inside + " in " + tree, failure);
    }
  }

  @Override
  public void close() {
    top.close();
  }
}
