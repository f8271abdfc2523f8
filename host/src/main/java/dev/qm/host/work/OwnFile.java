package dev.qm.host.work;

import dev.qm.host.call.PathCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A new file of this process alone, which goes with it. */
final class OwnFile implements AutoCloseable {
  private static final int READ_WRITE = 2;

  private final Path path;
  private final int descriptor;

  /**
   * Makes it.
   *
   * @param path in a folder that only trusted users can write in
   */
  OwnFile(Path path) throws IOException {
    this.path = path;
    Files.deleteIfExists(path);
    descriptor =
        PathCalls.open(PathCalls.ANYWHERE, path.toString(), READ_WRITE | PathCalls.CREATE, 0600, 0);
  }

  int descriptor() {
    return descriptor;
  }

  @Override
  public void close() {
    PathCalls.close(descriptor);
    try {
      Files.deleteIfExists(path);
    } catch (IOException left) {
      // the next start of the probes sweeps the folder
      return;
    }
  }
}
