package dev.qm.packaging.deb;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A tar archive in GNU's form, which is what dpkg itself writes: tar(5). */
final class Tar {
  private static final int BLOCK = 512;
  private static final int LONGEST = 100;
  private static final String LONG_NAME = "././@LongLink";
  private static final byte[] NOTHING = {};

  private final OutputStream out;
  private final long time;

  Tar(OutputStream out, long time) {
    this.out = out;
    this.time = time;
  }

  void file(String path, int mode, byte[] content) throws IOException {
    entry(path, '0', mode, "", content);
  }

  void folder(String path) throws IOException {
    entry(path, '5', 0755, "", NOTHING);
  }

  void link(String path, String target) throws IOException {
    entry(path, '2', 0777, target, NOTHING);
  }

  /** Writes the two empty blocks at the end. */
  void finish() throws IOException {
    out.write(new byte[2 * BLOCK]);
  }

  private void entry(String path, char type, int mode, String target, byte[] content)
      throws IOException {
    longName(path, 'L');
    longName(target, 'K');
    header(path, type, mode, time, target, content.length);
    out.write(content);
    pad(content.length);
  }

  /** A name that does not fit into the header goes before it as the content of an entry. */
  private void longName(String name, char type) throws IOException {
    var bytes = name.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > LONGEST) {
      header(LONG_NAME, type, 0644, 0, "", bytes.length + 1);
      out.write(bytes);
      out.write(0);
      pad(bytes.length + 1);
    }
  }

  private void header(String path, char type, int mode, long mtime, String target, int size)
      throws IOException {
    var block = new byte[BLOCK];
    text(block, 0, path);
    octal(block, 100, 8, mode);
    octal(block, 108, 8, 0);
    octal(block, 116, 8, 0);
    octal(block, 124, 12, size);
    octal(block, 136, 12, mtime);
    // the checksum is taken with blanks in its own place
    for (var i = 148; i < 156; i++) {
      block[i] = ' ';
    }
    block[156] = (byte) type;
    text(block, 157, target);
    text(block, 257, "ustar  ");
    text(block, 265, "root");
    text(block, 297, "root");
    var sum = 0;
    for (var b : block) {
      sum += b & 0xff;
    }
    octal(block, 148, 7, sum);
    out.write(block);
  }

  private static void text(byte[] block, int at, String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, block, at, Math.min(bytes.length, LONGEST));
  }

  private static void octal(byte[] block, int at, int width, long value) {
    var digits = Long.toOctalString(value);
    if (digits.length() >= width) {
      throw new IllegalArgumentException("too large for tar: " + value);
    }
    text(block, at, "0".repeat(width - 1 - digits.length()) + digits);
    block[at + width - 1] = 0;
  }

  private void pad(int size) throws IOException {
    out.write(new byte[-size & (BLOCK - 1)]);
  }
}
