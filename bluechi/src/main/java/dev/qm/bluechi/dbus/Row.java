package dev.qm.bluechi.dbus;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Values side by side: the arguments of a message, or the fields of a structure. Whoever reads them
 * has compared their types first, see {@link Message#require}; a wrong one is a slip of the
 * program.
 */
public interface Row {
  /** All of them. */
  List<Value> values();

  /** A text, a path of an object or a signature, as text. */
  default String text(int index) {
    return textOf(values().get(index));
  }

  /** A whole number; one of 64 bits without sign as Java holds its bits. */
  default long number(int index) {
    return switch (values().get(index)) {
      case Value.U8(var value) -> value;
      case Value.I16(var value) -> value;
      case Value.U16(var value) -> value;
      case Value.I32(var value) -> value;
      case Value.U32(var value) -> value;
      case Value.I64(var value) -> value;
      case Value.U64(var bits) -> bits;
      case Value.Fd(var place) -> place;
      case Value other -> throw new ClassCastException("no whole number: " + other.type());
    };
  }

  /** True or false. */
  default boolean bool(int index) {
    return ((Value.Bool) values().get(index)).value();
  }

  /** The values of an array. */
  default List<Value> array(int index) {
    return ((Value.Array) values().get(index)).values();
  }

  /** An array of structures. */
  default List<Row> rows(int index) {
    var rows = new ArrayList<Row>();
    for (var value : array(index)) {
      rows.add((Value.Struct) value);
    }
    return rows;
  }

  /**
   * A dictionary with texts as keys; of two entries with one key the last counts. Variants are
   * taken out of their wrapping.
   */
  default Map<String, Value> dictionary(int index) {
    var dictionary = new LinkedHashMap<String, Value>();
    for (var value : array(index)) {
      var entry = (Value.Entry) value;
      dictionary.put(
          textOf(entry.key()),
          entry.value() instanceof Value.Variant(var inner) ? inner : entry.value());
    }
    return dictionary;
  }

  /** The value that a variant wraps, if it is a text. */
  default Optional<String> variantText(int index) {
    return values().get(index) instanceof Value.Variant(Value.Text(var text))
        ? Optional.of(text)
        : Optional.empty();
  }

  private static String textOf(Value value) {
    if (value instanceof Value.Text(var text)) {
      return text;
    } else if (value instanceof Value.Path(var path)) {
      return path;
    } else if (value instanceof Value.Sig(var signature)) {
      return signature.toString();
    }
    throw new ClassCastException("no text: " + value.type());
  }
}
