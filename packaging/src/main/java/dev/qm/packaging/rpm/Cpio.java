package dev.qm.packaging.rpm;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A cpio archive in the "new ASCII" form, the payload of an RPM: cpio(5). */
final class Cpio {
  private static final String MAGIC = "070701";
  private static final String END = "TRAILER!!!";

  private final OutputStream out;
  private long written;

  Cpio(OutputStream out) {
    this.out = out;
  }

  /**
   * Adds an entry.
   *
   * @param path as rpm has it in its payload, with a point before the first slash
   * @param mode type and permissions, as in stat(2)
   */
  void add(String path, int inode, int mode, int links, long time, byte[] content)
      throws IOException {
    var name = path.getBytes(StandardCharsets.UTF_8);
    var header = new StringBuilder(110).append(MAGIC);
    field(header, inode);
    field(header, mode);
    field(header, 0);
    field(header, 0);
    field(header, links);
    field(header, time);
    field(header, content.length);
    // the device that it was on, and the one that it is
    field(header, 0);
    field(header, inode == 0 ? 0 : 1);
    field(header, 0);
    field(header, 0);
    field(header, name.length + 1L);
    field(header, 0);
    put(header.toString().getBytes(StandardCharsets.US_ASCII));
    put(name);
    put(new byte[1]);
    pad();
    put(content);
    pad();
  }

  /** Adds the end. */
  void finish() throws IOException {
    add(END, 0, 0, 1, 0, new byte[0]);
  }

  /** Bytes so far. */
  long size() {
    return written;
  }

  /** Eight digits, so at most 4 GiB less one byte: rpm has another form for larger files. */
  private static void field(StringBuilder header, long value) throws IOException {
    if (value < 0 || value > 0xffffffffL) {
      throw new IOException(
          "cannot write the RPM: its archive has 0 to 4294967295 where it would need " + value);
    }
    var digits = Long.toHexString(value);
    header.repeat('0', 8 - digits.length()).append(digits);
  }

  private void pad() throws IOException {
    put(new byte[(int) (-written & 3)]);
  }

  private void put(byte[] bytes) throws IOException {
    out.write(bytes);
    written += bytes.length;
  }
}
