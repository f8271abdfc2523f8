package dev.qm.host.process;

import dev.qm.host.file.Bounded;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** The size of the kernel's memory pages: AT_PAGESZ of getauxval(3). */
final class PageSize {
  private static final long AT_PAGESZ = 6;
  private static final long USUAL = 4096;

  private PageSize() {}

  /** Bytes; what most machines have where the kernel does not say. */
  static long bytes() {
    try {
      return parse(Bounded.bytes(Path.of("/proc/self/auxv"), Bounded.LIMIT));
    } catch (IOException hidden) {
      return USUAL;
    }
  }

  /** Bytes, by the text of /proc/PID/auxv: pairs of a kind and a value, in the machine's words. */
  static long parse(byte[] auxv) {
    var words = ByteBuffer.wrap(auxv).order(ByteOrder.nativeOrder()).asLongBuffer();
    while (words.remaining() >= 2) {
      var kind = words.get();
      var value = words.get();
      if (kind == AT_PAGESZ && value > 0 && Long.bitCount(value) == 1) {
        return value;
      }
    }
    return USUAL;
  }
}
