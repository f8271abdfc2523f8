package dev.qm.bluechi.dbus;

import java.util.ArrayList;
import java.util.List;

/** Any number of complete types, one after the other. */
public record Signature(List<Type> types) {
  /** No type at all. */
  public static final Signature EMPTY = new Signature(List.of());

  /** The most bytes of one. */
  public static final int LONGEST = 255;

  /** How many arrays may be within each other, and how many structures. */
  public static final int DEEPEST = 32;

  public Signature {
    types = List.copyOf(types);
  }

  /**
   * Reads one.
   *
   * @throws MalformedMessage when it is none
   */
  public static Signature of(String text) throws MalformedMessage {
    if (text.isEmpty()) {
      return EMPTY;
    }
    if (text.length() > LONGEST) {
      throw new MalformedMessage("a signature of more than " + LONGEST + " bytes");
    }
    return new Parser(text).all();
  }

  /**
   * Reads one that stands in a program.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static Signature known(String text) {
    try {
      return of(text);
    } catch (MalformedMessage wrong) {
      throw new IllegalArgumentException(text, wrong);
    }
  }

  /** Of values as they stand. */
  static Signature of(List<Value> values) {
    var types = new ArrayList<Type>(values.size());
    for (var value : values) {
      types.add(value.type());
    }
    return new Signature(types);
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    for (var type : types) {
      text.append(type);
    }
    return text.toString();
  }

  /** From left to right; its depth is bounded, so it may call itself. */
  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    Signature all() throws MalformedMessage {
      var types = new ArrayList<Type>();
      while (at < text.length()) {
        types.add(next(0, 0));
      }
      return new Signature(types);
    }

    private Type next(int arrays, int structures) throws MalformedMessage {
      var code = take();
      return switch (code) {
        case 'a' -> array(arrays + 1, structures);
        case '(' -> structure(arrays, structures + 1);
        default -> simple(code);
      };
    }

    private Type array(int arrays, int structures) throws MalformedMessage {
      if (arrays > DEEPEST) {
        throw tooDeep();
      }
      if (at < text.length() && text.charAt(at) == '{') {
        at++;
        return new Type.ArrayOf(entry(arrays, structures + 1));
      }
      return new Type.ArrayOf(next(arrays, structures));
    }

    private Type entry(int arrays, int structures) throws MalformedMessage {
      if (structures > DEEPEST) {
        throw tooDeep();
      }
      var key = simple(take());
      if (key == Type.Simple.VARIANT) {
        throw new MalformedMessage("a dictionary whose key is a variant");
      }
      var value = next(arrays, structures);
      if (take() != '}') {
        throw new MalformedMessage("a dictionary entry with more than a key and a value");
      }
      return new Type.EntryOf(key, value);
    }

    private Type structure(int arrays, int structures) throws MalformedMessage {
      if (structures > DEEPEST) {
        throw tooDeep();
      }
      var fields = new ArrayList<Type>();
      while (at == text.length() || text.charAt(at) != ')') {
        fields.add(next(arrays, structures));
      }
      at++;
      if (fields.isEmpty()) {
        throw new MalformedMessage("a structure without fields");
      }
      return new Type.StructOf(fields);
    }

    private char take() throws MalformedMessage {
      if (at == text.length()) {
        throw new MalformedMessage("a signature that ends within a type");
      }
      return text.charAt(at++);
    }

    private static Type.Simple simple(char code) throws MalformedMessage {
      return switch (code) {
        case 'y' -> Type.Simple.BYTE;
        case 'b' -> Type.Simple.BOOLEAN;
        case 'n' -> Type.Simple.INT16;
        case 'q' -> Type.Simple.UINT16;
        case 'i' -> Type.Simple.INT32;
        case 'u' -> Type.Simple.UINT32;
        case 'x' -> Type.Simple.INT64;
        case 't' -> Type.Simple.UINT64;
        case 'd' -> Type.Simple.DOUBLE;
        case 's' -> Type.Simple.STRING;
        case 'o' -> Type.Simple.OBJECT_PATH;
        case 'g' -> Type.Simple.SIGNATURE;
        case 'h' -> Type.Simple.UNIX_FD;
        case 'v' -> Type.Simple.VARIANT;
        default -> throw new MalformedMessage("a signature with an unknown type");
      };
    }

    private static MalformedMessage tooDeep() {
      return new MalformedMessage("a signature with more than " + DEEPEST + " levels");
    }
  }
}
