package dev.qm.packaging.rpm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of a finished RPM. What is read may be damaged or hostile: every length is checked
 * against what is there.
 */
final class RpmFile {
  private static final int LEAD = 96;
  private static final int LEAD_MAGIC = 0xedabeedb;
  private static final int PREAMBLE = 16;
  private static final int MOST_ENTRIES = 1 << 16;

  private static final int INT16 = 3;
  private static final int INT32 = 4;
  private static final int INT64 = 5;
  private static final int STRING = 6;
  private static final int STRINGS = 8;
  private static final int TRANSLATED = 9;

  private final ByteBuffer store;
  private final Map<Integer, Place> index;
  private final int start;
  private final int end;

  private RpmFile(ByteBuffer store, Map<Integer, Place> index, int start, int end) {
    this.store = store;
    this.index = index;
    this.start = start;
    this.end = end;
  }

  private record Place(int type, int at, int count) {}

  /**
   * Reads the header.
   *
   * @param bytes the whole package
   */
  static RpmFile read(byte[] bytes) throws IOException {
    var file = ByteBuffer.wrap(bytes);
    if (bytes.length < LEAD + PREAMBLE || file.getInt(0) != LEAD_MAGIC) {
      throw new IOException("not an RPM: it does not begin with the lead of one");
    }
    var signature = header(file, LEAD);
    var header = header(file, (signature.end + 7) & ~7);
    var size = signature.size(RpmTag.SIZE_OF_REST, RpmTag.LONG_SIZE_OF_REST);
    if (size != 0 && size != bytes.length - header.start) {
      throw new IOException(
          "a damaged RPM: "
              + (bytes.length - header.start)
              + " bytes after its signature, of "
              + size);
    }
    return header;
  }

  private static RpmFile header(ByteBuffer file, int at) throws IOException {
    if (at > file.limit() - PREAMBLE || file.getInt(at) != 0x8eade801) {
      throw new IOException("a damaged RPM: no header at byte " + at);
    }
    var entries = file.getInt(at + 8);
    var size = file.getInt(at + 12);
    var storeAt = at + PREAMBLE + (long) HeaderDraft.INDEX_ENTRY * entries;
    if (entries < 0 || entries > MOST_ENTRIES || size < 0 || storeAt + size > file.limit()) {
      throw new IOException("a damaged RPM: the header at byte " + at + " goes beyond its end");
    }
    Map<Integer, Place> index = new HashMap<>();
    for (var i = 0; i < entries; i++) {
      var entry = at + PREAMBLE + HeaderDraft.INDEX_ENTRY * i;
      index.put(
          file.getInt(entry),
          new Place(file.getInt(entry + 4), file.getInt(entry + 8), file.getInt(entry + 12)));
    }
    var store = file.slice((int) storeAt, size);
    return new RpmFile(store, index, at, (int) storeAt + size);
  }

  /** The first byte of the header. */
  int start() {
    return start;
  }

  /** The first byte after it. */
  int end() {
    return end;
  }

  /** A text; empty when there is none. */
  String text(int tag) throws IOException {
    var texts = texts(tag);
    return texts.isEmpty() ? "" : texts.getFirst();
  }

  List<String> texts(int tag) throws IOException {
    var place = index.get(tag);
    if (place == null) {
      return List.of();
    }
    if (place.type != STRING && place.type != STRINGS && place.type != TRANSLATED) {
      throw damaged(tag);
    }
    List<String> texts = new ArrayList<>();
    var at = place.at;
    var count = place.type == STRING ? 1 : place.count;
    if (at < 0 || count < 0 || count > store.limit()) {
      throw damaged(tag);
    }
    for (var i = 0; i < count; i++) {
      var from = at;
      while (at < store.limit() && store.get(at) != 0) {
        at++;
      }
      if (at >= store.limit()) {
        throw damaged(tag);
      }
      var text = new byte[at - from];
      store.get(from, text);
      texts.add(new String(text, StandardCharsets.UTF_8));
      at++;
    }
    return texts;
  }

  /** A number; 0 when there is none. */
  long number(int tag) throws IOException {
    var numbers = numbers(tag);
    return numbers.isEmpty() ? 0 : numbers.getFirst();
  }

  /** A number of bytes, in whichever of the two entries it is; 0 when it is in none. */
  long size(int tag, int longTag) throws IOException {
    return index.containsKey(tag) ? number(tag) : number(longTag);
  }

  List<Long> numbers(int tag) throws IOException {
    var place = index.get(tag);
    if (place == null) {
      return List.of();
    }
    var width = width(place.type);
    if (width == 0
        || place.at < 0
        || place.count < 0
        || place.at + (long) width * place.count > store.limit()) {
      throw damaged(tag);
    }
    List<Long> numbers = new ArrayList<>();
    for (var i = 0; i < place.count; i++) {
      var at = place.at + width * i;
      numbers.add(
          width == 8
              ? store.getLong(at)
              : width == 4 ? store.getInt(at) & 0xffffffffL : store.getShort(at) & 0xffffL);
    }
    return numbers;
  }

  /** Bytes of a number; 0 for what is none. */
  private static int width(int type) {
    return switch (type) {
      case INT16 -> 2;
      case INT32 -> 4;
      case INT64 -> 8;
      default -> 0;
    };
  }

  private static IOException damaged(int tag) {
    return new IOException("a damaged RPM: entry " + tag + " of its header");
  }
}
