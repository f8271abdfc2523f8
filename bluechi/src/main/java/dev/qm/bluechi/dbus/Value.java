package dev.qm.bluechi.dbus;

import java.util.List;

/** A value of D-Bus, valid and immutable. */
public sealed interface Value {
  /** A number from 0 to 255. */
  record U8(int value) implements Value {
    public U8 {
      requireRange(value, 0, 0xff);
    }

    @Override
    public Type type() {
      return Type.Simple.BYTE;
    }
  }

  /** True or false. */
  record Bool(boolean value) implements Value {
    @Override
    public Type type() {
      return Type.Simple.BOOLEAN;
    }
  }

  /** A number of 16 bits with a sign. */
  record I16(short value) implements Value {
    @Override
    public Type type() {
      return Type.Simple.INT16;
    }
  }

  /** A number of 16 bits. */
  record U16(int value) implements Value {
    public U16 {
      requireRange(value, 0, 0xffff);
    }

    @Override
    public Type type() {
      return Type.Simple.UINT16;
    }
  }

  /** A number of 32 bits with a sign. */
  record I32(int value) implements Value {
    @Override
    public Type type() {
      return Type.Simple.INT32;
    }
  }

  /** A number of 32 bits. */
  record U32(long value) implements Value {
    public U32 {
      requireRange(value, 0, 0xffff_ffffL);
    }

    @Override
    public Type type() {
      return Type.Simple.UINT32;
    }
  }

  /** A number of 64 bits with a sign. */
  record I64(long value) implements Value {
    @Override
    public Type type() {
      return Type.Simple.INT64;
    }
  }

  /**
   * A number of 64 bits.
   *
   * @param bits as Java holds them; a number of 2^63 and more is negative
   */
  record U64(long bits) implements Value {
    @Override
    public Type type() {
      return Type.Simple.UINT64;
    }
  }

  /** A number with a fraction. */
  record F64(double value) implements Value {
    @Override
    public Type type() {
      return Type.Simple.DOUBLE;
    }
  }

  /** A text without the character 0. */
  record Text(String value) implements Value {
    public Text {
      for (var i = 0; i < value.length(); i++) {
        var c = value.charAt(i);
        if (c == 0) {
          throw new IllegalArgumentException("a text with the character 0");
        }
        if (Character.isSurrogate(c)) {
          var isPair =
              Character.isHighSurrogate(c)
                  && i + 1 < value.length()
                  && Character.isLowSurrogate(value.charAt(i + 1));
          if (!isPair) {
            throw new IllegalArgumentException("a text with half a character");
          }
          i++;
        }
      }
    }

    @Override
    public Type type() {
      return Type.Simple.STRING;
    }
  }

  /** The path of an object. */
  record Path(String value) implements Value {
    public Path {
      if (!Names.isObjectPath(value)) {
        throw new IllegalArgumentException("no path of an object");
      }
    }

    @Override
    public Type type() {
      return Type.Simple.OBJECT_PATH;
    }
  }

  /** A signature as a value. */
  record Sig(Signature value) implements Value {
    @Override
    public Type type() {
      return Type.Simple.SIGNATURE;
    }
  }

  /** The place of a file descriptor among those that came with the message, from 0. */
  record Fd(long index) implements Value {
    public Fd {
      requireRange(index, 0, 0xffff_ffffL);
    }

    @Override
    public Type type() {
      return Type.Simple.UNIX_FD;
    }
  }

  /**
   * Values of one type; a dictionary is an array of entries. That each has the type is looked at
   * when a message is written: to look here would be once more for each level of a value that was
   * read.
   *
   * @param element the type of each, which an empty one has too
   */
  record Array(Type element, List<Value> values) implements Value {
    public Array {
      values = List.copyOf(values);
    }

    @Override
    public Type type() {
      return new Type.ArrayOf(element);
    }
  }

  /** One value and more, each of its own type. */
  record Struct(List<Value> values) implements Value, Row {
    public Struct {
      values = List.copyOf(values);
      if (values.isEmpty()) {
        throw new IllegalArgumentException("a structure without fields");
      }
    }

    @Override
    public Type type() {
      return new Type.StructOf(Signature.of(values).types());
    }
  }

  /** An entry of a dictionary. */
  record Entry(Value key, Value value) implements Value {
    public Entry {
      if (!(key.type() instanceof Type.Simple simple) || simple == Type.Simple.VARIANT) {
        throw new IllegalArgumentException("a key of type " + key.type());
      }
    }

    @Override
    public Type type() {
      return new Type.EntryOf((Type.Simple) key.type(), value.type());
    }
  }

  /** A value that says its type itself. */
  record Variant(Value value) implements Value {
    @Override
    public Type type() {
      return Type.Simple.VARIANT;
    }
  }

  /** Its type. */
  Type type();

  private static void requireRange(long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(value + " is not from " + least + " to " + most);
    }
  }
}
