package dev.qm.host.call;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * Bytes outside of Java's heap, whose address a call takes. They are there for as long as this
 * object is, so whoever passes the address keeps it. Numbers are in the machine's own order.
 */
public final class NativeMemory {
  private final MemorySegment bytes;

  private NativeMemory(MemorySegment bytes) {
    this.bytes = bytes;
  }

  /** So many bytes, all zero. */
  public static NativeMemory of(long length) {
    return new NativeMemory(Arena.ofAuto().allocate(length, Long.BYTES));
  }

  /** These bytes. */
  public static NativeMemory of(byte[] content) {
    var memory = of(Math.max(1, content.length));
    MemorySegment.copy(content, 0, memory.bytes, JAVA_BYTE, 0, content.length);
    return memory;
  }

  /** A text, with a zero byte at its end. */
  public static NativeMemory of(String text) {
    return of((text + "\0").getBytes(StandardCharsets.UTF_8));
  }

  /** Where it is. */
  public long address() {
    return bytes.address();
  }

  /** How many bytes there are. */
  public long length() {
    return bytes.byteSize();
  }

  /** Writes 64 bits; {@code at} is a multiple of 8. */
  public void putLong(long at, long value) {
    bytes.set(JAVA_LONG, at, value);
  }

  /** Writes 32 bits; {@code at} is a multiple of 4. */
  public void putInt(long at, int value) {
    bytes.set(JAVA_INT, at, value);
  }

  /** Writes 16 bits; {@code at} is even. */
  public void putShort(long at, int value) {
    bytes.set(JAVA_SHORT, at, (short) value);
  }

  /** Writes one byte. */
  public void putByte(long at, int value) {
    bytes.set(JAVA_BYTE, at, (byte) value);
  }

  /** Reads 64 bits. */
  public long getLong(long at) {
    return bytes.get(JAVA_LONG, at);
  }

  /** Reads 32 bits. */
  public int getInt(long at) {
    return bytes.get(JAVA_INT, at);
  }

  /** Reads 16 bits, without a sign. */
  public int getShort(long at) {
    return Short.toUnsignedInt(bytes.get(JAVA_SHORT, at));
  }

  /** Reads one byte, without a sign. */
  public int getByte(long at) {
    return Byte.toUnsignedInt(bytes.get(JAVA_BYTE, at));
  }
}
