package dev.qm.testbed;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes an empty qcow2 file, which holds what is written to a disk beside the disk itself. QEMU's
 * own tool for that is in a package that the test bed needs for nothing else.
 *
 * @see <a href="https://www.qemu.org/docs/master/interop/qcow2.html">qcow2</a>
 */
final class Overlay {

  /** In bytes, and its logarithm. */
  private static final int CLUSTER = 1 << 16;

  private static final int CLUSTER_BITS = 16;

  private static final int HEADER = 104;
  private static final int BACKING_FORMAT = 0xE2792ACA;

  /** What one entry of the first table stands for: a cluster of entries of a cluster each. */
  private static final long BYTES_OF_AN_ENTRY = (long) CLUSTER / Long.BYTES * CLUSTER;

  private Overlay() {}

  /**
   * @param backing the disk below, named in the file by this path
   * @param format {@code raw} or {@code qcow2}
   * @param bytes the size of the disk
   */
  static void create(Path file, Path backing, String format, long bytes) throws IOException {
    byte[] name = backing.toString().getBytes(StandardCharsets.UTF_8);
    byte[] kind = format.getBytes(StandardCharsets.UTF_8);
    // the header, the table of reference counts, its one block, the table of the disk
    ByteBuffer image = ByteBuffer.allocate(4 * CLUSTER);
    int nameAt = HEADER + 8 + (kind.length + 7) / 8 * 8 + 8;
    image.put("QFI".getBytes(StandardCharsets.US_ASCII)).put((byte) 0xFB).putInt(3);
    image.putLong(nameAt).putInt(name.length);
    image.putInt(CLUSTER_BITS).putLong(bytes).putInt(0);
    image.putInt((int) Math.ceilDiv(bytes, BYTES_OF_AN_ENTRY)).putLong(3L * CLUSTER);
    image.putLong(CLUSTER).putInt(1);
    // no snapshots, no features; 16 bits for each count
    image.putInt(0).putLong(0).putLong(0).putLong(0).putLong(0).putInt(4).putInt(HEADER);
    image.putInt(BACKING_FORMAT).putInt(kind.length).put(kind);
    image.position(nameAt).put(name);
    image.position(CLUSTER).putLong(2L * CLUSTER);
    image.position(2 * CLUSTER);
    for (int used = 0; used < 4; used++) {
      image.putShort((short) 1);
    }
    Files.write(file, image.array());
  }
}
