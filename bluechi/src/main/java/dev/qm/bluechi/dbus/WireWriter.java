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
    switch (value) {
      case Value.Array(var element, var values) when type instanceof Type.ArrayOf(var wanted) -> {
        require(element.equals(wanted), type, value);
        array(wanted, values, depth);
      }
      case Value.Struct(var values) when type instanceof Type.StructOf(var fields) -> {
        require(values.size() == fields.size(), type, value);
        pad(8);
        for (var i = 0; i < fields.size(); i++) {
          value(fields.get(i), values.get(i), depth + 1);
        }
      }
      case Value.Entry(var key, var inner)
          when type instanceof Type.EntryOf(var keyType, var valueType) -> {
        pad(8);
        value(keyType, key, depth + 1);
        value(valueType, inner, depth + 1);
      }
      case Value.Variant(var inner) when type == Type.Simple.VARIANT -> {
        var innerType = inner.type();
        // an entry is no complete type
        require(!(innerType instanceof Type.EntryOf), type, inner);
        signature(new Signature(List.of(innerType)));
        value(innerType, inner, depth + 1);
      }
      default -> {
        require(type instanceof Type.Simple && value.type().equals(type), type, value);
        simple(value);
      }
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

  private void simple(Value value) {
    switch (value) {
      case Value.U8(var number) -> u8(number);
      case Value.Bool(var truth) -> u32(truth ? 1 : 0);
      case Value.I16(var number) -> u16(number);
      case Value.U16(var number) -> u16(number);
      case Value.I32(var number) -> u32(number);
      case Value.U32(var number) -> u32(number);
      case Value.I64(var number) -> u64(number);
      case Value.U64(var bits) -> u64(bits);
      case Value.F64(var number) -> u64(Double.doubleToRawLongBits(number));
      case Value.Text(var text) -> text(text.getBytes(StandardCharsets.UTF_8));
      case Value.Path(var path) -> text(path.getBytes(StandardCharsets.US_ASCII));
      case Value.Sig(var signature) -> signature(signature);
      case Value.Fd(var place) -> u32(place);
      case Value.Array _, Value.Struct _, Value.Entry _, Value.Variant _ ->
          throw new IllegalArgumentException("no simple value");
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
