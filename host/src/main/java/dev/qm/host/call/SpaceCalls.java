package dev.qm.host.call;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;

/** statvfs(3), for the inodes that the JDK does not tell of. */
public final class SpaceCalls {
  /** Eleven numbers of 64 bits on every 64-bit Linux, and room to spare: statvfs(3). */
  private static final int NUMBERS = 32;

  private SpaceCalls() {}

  /**
   * What the file system of a path has.
   *
   * @return f_bsize, f_frsize, f_blocks, f_bfree, f_bavail, f_files and f_ffree
   */
  public static long[] ofPath(String path) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var state = CLibrary.state(arena);
      var numbers = arena.allocate(JAVA_LONG, NUMBERS);
      CLibrary.check(
          "statvfs",
          state,
          CLibrary.call(
              "statvfs", state, arena.allocateFrom(path).address(), numbers.address(), 0));
      return numbers.asSlice(0, 7L * Long.BYTES).toArray(JAVA_LONG);
    }
  }
}
