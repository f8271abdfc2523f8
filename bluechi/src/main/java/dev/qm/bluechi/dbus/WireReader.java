package dev.qm.bluechi.dbus;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads values one behind the other, in either order of bytes. Nothing is taken on trust: what is
 * read is there, is valid, and is nested no deeper than the specification allows.
 */
final class WireReader {
  /** The most bytes of an array: "Marshaling (Wire Format)". */
  static final int LONGEST_ARRAY = 64 << 20;

  /** Arrays, structures and variants within each other, all together: "Valid Signatures". */
  static final int DEEPEST = 2 * Signature.DEEPEST;

  /** One object for each: an array of bytes is not to take forty times its length. */
  private static final Value[] BYTES = new Value[0x100];

  static {
    for (var i = 0; i < BYTES.length; i++) {
      BYTES[i] = new Value.U8(i);
    }
  }

  private final ByteBuffer bytes;

  /**
   * Reads what is between the buffer's position and its limit; alignment counts from its beginning.
   */
  WireReader(ByteBuffer bytes, ByteOrder order) {
    this.bytes = bytes.slice().order(order);
  }

  /** Where the next value is, at the earliest. */
  int position() {
    return bytes.position();
  }

  boolean isAtEnd() {
    return !bytes.hasRemaining();
  }

  /** Passes over zeros up to a multiple of {@code alignment}. */
  void pad(int alignment) throws MalformedMessage {
    var padding = -bytes.position() & (alignment - 1);
    need(padding);
    for (var i = 0; i < padding; i++) {
      if (bytes.get() != 0) {
        throw new MalformedMessage("bytes between values that are not zero");
      }
    }
  }

  int u8() throws MalformedMessage {
    need(1);
    return Byte.toUnsignedInt(bytes.get());
  }

  long u32() throws MalformedMessage {
    return Integer.toUnsignedLong(i32());
  }

  Value value(Type type) throws MalformedMessage {
    return value(type, 0);
  }

  Signature signature() throws MalformedMessage {
    var length = u8();
    return Signature.of(ended(length, "a signature"));
  }

  /** Where an array ends that begins here, its length read and its padding passed over. */
  int arrayEnd(Type element) throws MalformedMessage {
    var length = u32();
    if (length > LONGEST_ARRAY) {
      throw new MalformedMessage("an array of more than " + LONGEST_ARRAY + " bytes");
    }
    pad(element.alignment());
    need((int) length);
    return bytes.position() + (int) length;
  }

  private Value value(Type type, int depth) throws MalformedMessage {
    if (depth > DEEPEST) {
      throw new MalformedMessage("values nested more than " + DEEPEST + " deep");
    }
    if (type instanceof Type.Simple simple) {
      return simple(simple, depth);
    } else if (type instanceof Type.ArrayOf(var element)) {
      return array(element, depth);
    } else if (type instanceof Type.StructOf(var fields)) {
      pad(8);
      var values = new ArrayList<Value>(fields.size());
      for (var field : fields) {
        values.add(value(field, depth + 1));
      }
      return new Value.Struct(values);
    }
    var entry = (Type.EntryOf) type;
    pad(8);
    var key = value(entry.key(), depth + 1);
    return new Value.Entry(key, value(entry.value(), depth + 1));
  }

  private Value array(Type element, int depth) throws MalformedMessage {
    var end = arrayEnd(element);
    if (bytes.position() == end) {
      return new Value.Array(element, List.of());
    }
    // no element reaches beyond the array
    var limit = bytes.limit();
    bytes.limit(end);
    var values = new ArrayList<Value>();
    while (bytes.position() < end) {
      values.add(value(element, depth + 1));
    }
    bytes.limit(limit);
    return new Value.Array(element, values);
  }

  private Value simple(Type.Simple type, int depth) throws MalformedMessage {
    return switch (type) {
      case BYTE -> BYTES[u8()];
      case BOOLEAN -> bool();
      case INT16 -> new Value.I16(i16());
      case UINT16 -> new Value.U16(Short.toUnsignedInt(i16()));
      case INT32 -> new Value.I32(i32());
      case UINT32 -> new Value.U32(u32());
      case INT64 -> new Value.I64(i64());
      case UINT64 -> new Value.U64(i64());
      case DOUBLE -> new Value.F64(Double.longBitsToDouble(i64()));
      case STRING -> new Value.Text(ended(length(), "a text"));
      case OBJECT_PATH -> path();
      case SIGNATURE -> new Value.Sig(signature());
      case UNIX_FD -> new Value.Fd(u32());
      case VARIANT -> variant(depth);
    };
  }

  private Value bool() throws MalformedMessage {
    var number = u32();
    if (number > 1) {
      throw new MalformedMessage("a truth value that is neither 0 nor 1");
    }
    return new Value.Bool(number == 1);
  }

  private Value path() throws MalformedMessage {
    var text = ended(length(), "a path of an object");
    if (!Names.isObjectPath(text)) {
      throw new MalformedMessage("an invalid path of an object");
    }
    return new Value.Path(text);
  }

  private Value variant(int depth) throws MalformedMessage {
    var types = signature().types();
    if (types.size() != 1) {
      throw new MalformedMessage("a variant of " + types.size() + " types");
    }
    return new Value.Variant(value(types.getFirst(), depth + 1));
  }

  private int length() throws MalformedMessage {
    var length = u32();
    if (length >= bytes.remaining()) {
      throw tooShort();
    }
    return (int) length;
  }

  /** Text of so many bytes, and the zero behind it. */
  private String ended(int length, String what) throws MalformedMessage {
    need(length + 1);
    var at = bytes.arrayOffset() + bytes.position();
    bytes.position(bytes.position() + length + 1);
    var isAscii = true;
    for (var i = at; i < at + length; i++) {
      if (bytes.array()[i] == 0) {
        throw new MalformedMessage(what + " with a zero in it");
      }
      isAscii &= bytes.array()[i] > 0;
    }
    if (bytes.array()[at + length] != 0) {
      throw new MalformedMessage(what + " without a zero at its end");
    }
    if (isAscii) {
      return new String(bytes.array(), at, length, StandardCharsets.ISO_8859_1);
    }
    try {
      // a decoder of its own refuses what String would replace
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.array(), at, length))
          .toString();
    } catch (CharacterCodingException wrong) {
      throw new MalformedMessage(what + " that is not UTF-8");
    }
  }

  private short i16() throws MalformedMessage {
    pad(2);
    need(2);
    return bytes.getShort();
  }

  private int i32() throws MalformedMessage {
    pad(4);
    need(4);
    return bytes.getInt();
  }

  private long i64() throws MalformedMessage {
    pad(8);
    need(8);
    return bytes.getLong();
  }

  private void need(int length) throws MalformedMessage {
    if (length > bytes.remaining()) {
      throw tooShort();
    }
  }

  private static MalformedMessage tooShort() {
    return new MalformedMessage("it ends within a value");
  }
}
