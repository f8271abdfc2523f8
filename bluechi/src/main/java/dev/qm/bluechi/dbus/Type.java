package dev.qm.bluechi.dbus;

import java.util.List;

/** A single complete type of D-Bus. */
public sealed interface Type {
  /** Types without parts; all but the last can be keys of a dictionary. */
  enum Simple implements Type {
    BYTE('y', 1),
    BOOLEAN('b', 4),
    INT16('n', 2),
    UINT16('q', 2),
    INT32('i', 4),
    UINT32('u', 4),
    INT64('x', 8),
    UINT64('t', 8),
    DOUBLE('d', 8),
    STRING('s', 4),
    OBJECT_PATH('o', 4),
    SIGNATURE('g', 1),
    /** The place of a file descriptor among those that came with the message. */
    UNIX_FD('h', 4),
    /** A value that says its type itself. */
    VARIANT('v', 1);

    private final char code;
    private final int alignment;

    Simple(char code, int alignment) {
      this.code = code;
      this.alignment = alignment;
    }

    /** Its letter in signatures. */
    public char code() {
      return code;
    }

    @Override
    public int alignment() {
      return alignment;
    }

    @Override
    public String toString() {
      return String.valueOf(code);
    }
  }

  /** Any number of values of one type. */
  record ArrayOf(Type element) implements Type {
    @Override
    public int alignment() {
      return 4;
    }

    @Override
    public String toString() {
      return "a" + element;
    }
  }

  /** At least one value, each of its own type. */
  record StructOf(List<Type> fields) implements Type {
    public StructOf {
      fields = List.copyOf(fields);
      if (fields.isEmpty()) {
        throw new IllegalArgumentException("a structure without fields");
      }
    }

    @Override
    public int alignment() {
      return 8;
    }

    @Override
    public String toString() {
      var text = new StringBuilder("(");
      for (var field : fields) {
        text.append(field);
      }
      return text.append(')').toString();
    }
  }

  /** A key and its value; only the element of an array. */
  record EntryOf(Simple key, Type value) implements Type {
    public EntryOf {
      if (key == Simple.VARIANT) {
        throw new IllegalArgumentException("a key that is a variant");
      }
    }

    @Override
    public int alignment() {
      return 8;
    }

    @Override
    public String toString() {
      return "{" + key + value + "}";
    }
  }

  /** To a multiple of how many bytes values of the type are padded. */
  int alignment();
}
