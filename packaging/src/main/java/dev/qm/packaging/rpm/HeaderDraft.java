package dev.qm.packaging.rpm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;

/**
 * A header in the making: an index of entries, and a store with their data. Both of an RPM's
 * headers are of this kind. The first entry, the region, says that all that follow belong together
 * and are covered by the digests.
 */
final class HeaderDraft {
  static final byte[] MAGIC = {(byte) 0x8e, (byte) 0xad, (byte) 0xe8, 1, 0, 0, 0, 0};

  /** Bytes of an entry in the index: tag, type, place in the store, count. */
  static final int INDEX_ENTRY = 16;

  private static final long MOST_OF_32_BITS = 0xffffffffL;
  private static final long MOST_OF_16_BITS = 0xffff;

  private final int region;
  private final TreeMap<Integer, Entry> entries = new TreeMap<>();

  HeaderDraft(int region) {
    this.region = region;
  }

  /** The types of data, as numbered in the format. */
  private enum Type {
    INT16(3, 2),
    INT32(4, 4),
    INT64(5, 8),
    STRING(6, 1),
    BINARY(7, 1),
    STRINGS(8, 1),
    TRANSLATED(9, 1);

    private final int number;
    private final int alignment;

    Type(int number, int alignment) {
      this.number = number;
      this.alignment = alignment;
    }
  }

  private static final class Entry {
    private final Type type;
    private final int count;
    private final byte[] data;

    Entry(Type type, int count, byte[] data) {
      this.type = type;
      this.count = count;
      this.data = data;
    }
  }

  void string(int tag, String text) {
    entries.put(tag, new Entry(Type.STRING, 1, terminated(List.of(text))));
  }

  void translated(int tag, String text) {
    entries.put(tag, new Entry(Type.TRANSLATED, 1, terminated(List.of(text))));
  }

  /** An empty list is left out: an entry has at least one value. */
  void strings(int tag, List<String> texts) {
    if (!texts.isEmpty()) {
      entries.put(tag, new Entry(Type.STRINGS, texts.size(), terminated(texts)));
    }
  }

  void binary(int tag, byte[] bytes) {
    entries.put(tag, new Entry(Type.BINARY, bytes.length, bytes.clone()));
  }

  void number(int tag, long number) throws IOException {
    numbers(tag, List.of(number));
  }

  /**
   * A number of bytes, where the format has a second entry for more than fits the first: packages
   * of 4 GiB and more.
   */
  void size(int tag, int longTag, long bytes) throws IOException {
    if (bytes <= MOST_OF_32_BITS) {
      number(tag, bytes);
    } else {
      var data = ByteBuffer.allocate(8).putLong(bytes);
      entries.put(longTag, new Entry(Type.INT64, 1, data.array()));
    }
  }

  /**
   * Unsigned numbers of 32 bits.
   *
   * @throws IOException for one that does not fit: cut off it would lie
   */
  void numbers(int tag, List<Long> numbers) throws IOException {
    if (!numbers.isEmpty()) {
      var data = ByteBuffer.allocate(4 * numbers.size());
      for (var number : numbers) {
        data.putInt((int) fitting(tag, number, MOST_OF_32_BITS));
      }
      entries.put(tag, new Entry(Type.INT32, numbers.size(), data.array()));
    }
  }

  void shorts(int tag, List<Integer> numbers) throws IOException {
    if (!numbers.isEmpty()) {
      var data = ByteBuffer.allocate(2 * numbers.size());
      for (var number : numbers) {
        data.putShort((short) fitting(tag, number, MOST_OF_16_BITS));
      }
      entries.put(tag, new Entry(Type.INT16, numbers.size(), data.array()));
    }
  }

  private static long fitting(int tag, long number, long most) throws IOException {
    if (number < 0 || number > most) {
      throw new IOException(
          "cannot write the RPM: entry "
              + tag
              + " of its header would be "
              + number
              + ", and the format has 0 to "
              + most
              + " there; make the package smaller, or more than one");
    }
    return number;
  }

  /** The finished header, from its magic number to the end of its store. */
  byte[] bytes() {
    var store = new ByteArrayOutputStream();
    var index = ByteBuffer.allocate(INDEX_ENTRY * entries.size());
    for (var tagged : entries.entrySet()) {
      var entry = tagged.getValue();
      while (store.size() % entry.type.alignment != 0) {
        store.write(0);
      }
      put(index, tagged.getKey(), entry.type, store.size(), entry.count);
      store.writeBytes(entry.data);
    }
    var all = entries.size() + 1;
    var regionAt = store.size();
    // the region's own data: an index entry that points back over the whole index
    var trailer = ByteBuffer.allocate(INDEX_ENTRY);
    put(trailer, region, Type.BINARY, -INDEX_ENTRY * all, INDEX_ENTRY);
    store.writeBytes(trailer.array());
    var header = ByteBuffer.allocate(MAGIC.length + 8 + INDEX_ENTRY * all + store.size());
    header.put(MAGIC).putInt(all).putInt(store.size());
    put(header, region, Type.BINARY, regionAt, INDEX_ENTRY);
    header.put(index.array()).put(store.toByteArray());
    return header.array();
  }

  private static void put(ByteBuffer index, int tag, Type type, int at, int count) {
    index.putInt(tag).putInt(type.number).putInt(at).putInt(count);
  }

  private static byte[] terminated(List<String> texts) {
    var data = new ByteArrayOutputStream();
    for (var text : texts) {
      data.writeBytes(text.getBytes(StandardCharsets.UTF_8));
      data.write(0);
    }
    return data.toByteArray();
  }
}
