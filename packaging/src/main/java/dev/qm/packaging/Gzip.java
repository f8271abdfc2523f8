package dev.qm.packaging;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * gzip without a name and without a time, so that the same input gives the same bytes: RFC 1952. It
 * is what the JDK can write and every version of rpm and dpkg can read.
 */
public final class Gzip extends GZIPOutputStream {
  /**
   * The byte of the header that says how it was compressed, and its value for "as well as can be".
   */
  private static final int EXTRA_FLAGS = 8;

  private static final byte BEST = 2;

  /** Compresses into {@code out}; the best level would take twice as long for a hundredth less. */
  public Gzip(OutputStream out) throws IOException {
    this(out, Deflater.DEFAULT_COMPRESSION);
  }

  private Gzip(OutputStream out, int level) throws IOException {
    super(out, 1 << 13);
    def.setLevel(level);
  }

  /** All of it at once, as well as can be: what Debian asks of documents. */
  public static byte[] compress(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new Gzip(out, Deflater.BEST_COMPRESSION)) {
      gzip.write(bytes);
    }
    var packed = out.toByteArray();
    packed[EXTRA_FLAGS] = BEST;
    return packed;
  }
}
