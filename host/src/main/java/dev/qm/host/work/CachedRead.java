package dev.qm.host.work;

import dev.qm.host.call.NativeMemory;
import dev.qm.host.call.RepeatedCall;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A file is read that the kernel has in its page cache, unless something drives it out: pread(2).
 */
public final class CachedRead implements Work {
  private static final int LENGTH = 64 << 10;

  private final RepeatedCall pread = new RepeatedCall("pread");
  private final NativeMemory memory = NativeMemory.of(LENGTH);
  private final OwnFile file;

  /**
   * Makes the file, 64 KiB.
   *
   * @param path in a folder that only trusted users can write in
   */
  public CachedRead(Path path) throws IOException {
    file = new OwnFile(path);
    try {
      var _ = new RepeatedCall("pwrite").checked(file.descriptor(), memory.address(), LENGTH);
      // clean pages are those that a memory shortage takes first
      var _ = new RepeatedCall("fsync").checked(file.descriptor(), 0, 0);
    } catch (IOException failure) {
      file.close();
      throw failure;
    }
  }

  @Override
  public boolean once() {
    return pread.call(file.descriptor(), memory.address(), LENGTH, 0) == LENGTH;
  }

  @Override
  public void close() {
    file.close();
  }
}
