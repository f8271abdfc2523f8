package dev.qm.packaging.deb;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/** The control information of a finished Debian package. */
final class DebFile {
  private static final String CONTROL = "control.tar.gz";
  private static final int BLOCK = 512;

  /** Bytes of unpacked control information; it has some thousand. */
  private static final int LONGEST = 4 << 20;

  private DebFile() {}

  /** The fields, as they stand in the package, ending in a line break. */
  static String control(byte[] bytes) throws IOException {
    var packed = Ar.read(bytes).get(CONTROL);
    if (packed == null) {
      throw new IOException(
          "a package without "
              + CONTROL
              + ": only packages that `qm addon build` made can be listed; dpkg-scanpackages lists"
              + " all");
    }
    byte[] tar;
    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      tar = gzip.readNBytes(LONGEST + 1);
    }
    if (tar.length > LONGEST) {
      throw new IOException("a package with more control information than any has");
    }
    var at = 0;
    while (at + BLOCK <= tar.length && tar[at] != 0) {
      var name = text(tar, at, 100);
      var size = size(text(tar, at + 124, 12).strip());
      at += BLOCK;
      if (size < 0 || size > tar.length - at) {
        break;
      }
      if (name.equals("./control") || name.equals("control")) {
        return new String(tar, at, size, StandardCharsets.UTF_8).stripTrailing() + "\n";
      }
      at += (size + BLOCK - 1) / BLOCK * BLOCK;
    }
    throw new IOException("a damaged Debian package: no control file in " + CONTROL);
  }

  private static int size(String octal) {
    try {
      return Integer.parseInt(octal, 8);
    } catch (NumberFormatException damaged) {
      return -1;
    }
  }

  private static String text(byte[] tar, int at, int longest) {
    var end = at;
    while (end < at + longest && tar[end] != 0) {
      end++;
    }
    return new String(tar, at, end - at, StandardCharsets.UTF_8);
  }
}
