package dev.qm.host.work;

import dev.qm.host.call.NativeMemory;
import dev.qm.host.call.RepeatedCall;
import java.io.IOException;
import java.nio.file.Path;

/** A block is written and on the disk before it goes on: pwrite(2), fsync(2). */
public final class FileSync implements Work {
  private static final int BLOCK = 4096;
  private static final int BLOCKS = 256;

  private final RepeatedCall pwrite = new RepeatedCall("pwrite");
  private final RepeatedCall fsync = new RepeatedCall("fsync");
  private final NativeMemory block = NativeMemory.of(BLOCK);
  private final OwnFile file;
  private long done;

  /**
   * Makes the file, which grows to a MiB.
   *
   * @param path in a folder that only trusted users can write in
   */
  public FileSync(Path path) throws IOException {
    file = new OwnFile(path);
  }

  @Override
  public boolean once() {
    block.putLong(0, done);
    var at = done % BLOCKS * BLOCK;
    done++;
    return pwrite.call(file.descriptor(), block.address(), BLOCK, at) == BLOCK
        && fsync.call(file.descriptor()) == 0;
  }

  @Override
  public void close() {
    file.close();
  }
}
