package dev.qm.bluechi.dbus;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Writes values one behind the other, little endian, each at its alignment. */
final class WireWriter {
  private static final int FIRST_ROOM = 256;

  private byte[] bytes = new byte[FIRST_ROOM];
  private ByteBuffer room = wrapped(bytes);

  /** How many bytes there are. */
  int length() {
    return room.position();
  }

  byte[] bytes() {
    return Arrays.copyOf(bytes, length());
  }

  /** Zeros up to a multiple of {@code alignment}. */
  void pad(int alignment) {
    var padding = -length() & (alignment - 1);
    need(padding);
    room.position(length() + padding);
  }

  void u8(int value) {
    need(1);
    room.put((byte) value);
  }

  void u32(long value) {
    pad(4);
    need(4);
    room.putInt((int) value);
  }

  /** Overwrites a number that was written before. */
  void u32At(int place, int value) {
    room.putInt(place, value);
  }

  /** Bytes as they are. */
  void raw(byte[] more) {
    need(more.length);
    room.put(more);
  }

  /**
   * A value.
   *
   * @throws IllegalArgumentException when it is not of that type, too deep or too long
   */
  void value(Type type, Value value) {
    value(type, value, 0);
  }

  void signature(Signature signature) {
    // values can be put together to types that no signature may have: too deep, too long
    var text = Signature.known(signature.toString()).toString().getBytes(StandardCharsets.US_ASCII);
    u8(text.length);
    raw(text);
    u8(0);
  }

  private void value(Type type, Value value, int depth) {
    if (depth > WireReader.DEEPEST) {
      throw new IllegalArgumentException("values nested more than " + WireReader.DEEPEST + " deep");
    }
    if (value instanceof Value.Array(var element, var values)
        && type instanceof Type.ArrayOf(var wanted)) {
      require(element.equals(wanted), type, value);
      array(wanted, values, depth);
    } else if (value instanceof Value.Struct(var values)
        && type instanceof Type.StructOf(var fields)) {
      require(values.size() == fields.size(), type, value);
      pad(8);
      for (var i = 0; i < fields.size(); i++) {
        value(fields.get(i), values.get(i), depth + 1);
      }
    } else if (value instanceof Value.Entry(var key, var inner)
        && type instanceof Type.EntryOf(var keyType, var valueType)) {
      pad(8);
      value(keyType, key, depth + 1);
      value(valueType, inner, depth + 1);
    } else if (value instanceof Value.Variant(var inner) && type == Type.Simple.VARIANT) {
      var innerType = inner.type();
      // an entry is no complete type
      require(!(innerType instanceof Type.EntryOf), type, inner);
      signature(new Signature(List.of(innerType)));
      value(innerType, inner, depth + 1);
    } else {
      require(type instanceof Type.Simple && value.type().equals(type), type, value);
      simple((Type.Simple) type, value);
    }
  }

  private void array(Type element, List<Value> values, int depth) {
    u32(0);
    var lengthAt = length() - 4;
    pad(element.alignment());
    var begin = length();
    for (var value : values) {
      value(element, value, depth + 1);
    }
    var length = length() - begin;
    if (length > WireReader.LONGEST_ARRAY) {
      throw new IllegalArgumentException("an array of " + length + " bytes");
    }
    u32At(lengthAt, length);
  }

  private void simple(Type.Simple type, Value value) {
    switch (type) {
      case BYTE -> u8(((Value.U8) value).value());
      case BOOLEAN -> u32(((Value.Bool) value).value() ? 1 : 0);
      case INT16 -> u16(((Value.I16) value).value());
      case UINT16 -> u16(((Value.U16) value).value());
      case INT32 -> u32(((Value.I32) value).value());
      case UINT32 -> u32(((Value.U32) value).value());
      case INT64 -> u64(((Value.I64) value).value());
      case UINT64 -> u64(((Value.U64) value).bits());
      case DOUBLE -> u64(Double.doubleToRawLongBits(((Value.F64) value).value()));
      case STRING -> text(((Value.Text) value).value().getBytes(StandardCharsets.UTF_8));
      case OBJECT_PATH -> text(((Value.Path) value).value().getBytes(StandardCharsets.US_ASCII));
      case SIGNATURE -> signature(((Value.Sig) value).value());
      case UNIX_FD -> u32(((Value.Fd) value).index());
      case VARIANT -> throw new IllegalArgumentException("no simple value");
    }
  }

  private void text(byte[] text) {
    u32(text.length);
    raw(text);
    u8(0);
  }

  private void u16(int value) {
    pad(2);
    need(2);
    room.putShort((short) value);
  }

  private void u64(long value) {
    pad(8);
    need(8);
    room.putLong(value);
  }

  private void need(int more) {
    var least = (long) length() + more;
    if (least > Message.LONGEST) {
      throw new IllegalArgumentException("a message of more than " + Message.LONGEST + " bytes");
    }
    if (least > bytes.length) {
      var length = length();
      bytes =
          Arrays.copyOf(bytes, (int) Math.min(Message.LONGEST, Math.max(least, bytes.length * 2L)));
      room = wrapped(bytes).position(length);
    }
  }

  private static void require(boolean isSo, Type wanted, Value found) {
    if (!isSo) {
      throw new IllegalArgumentException("a " + found.type() + " in place of a " + wanted);
    }
  }

  private static ByteBuffer wrapped(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
