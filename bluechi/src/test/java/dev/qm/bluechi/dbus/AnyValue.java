package dev.qm.bluechi.dbus;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Any types and values of D-Bus, some levels deep. */
final class AnyValue {
  private static final int LEVELS = 4;

  private static final List<Type.Simple> KEYS =
      List.of(Type.Simple.values()).subList(0, Type.Simple.values().length - 1);

  private AnyValue() {}

  /** Arguments of a message. */
  static Arbitrary<List<Value>> arguments() {
    return value().list().ofMaxSize(5);
  }

  static Arbitrary<Value> value() {
    return type(LEVELS).flatMap(type -> of(type, LEVELS));
  }

  static Arbitrary<Type> type(int levels) {
    Arbitrary<Type> simple = Arbitraries.of(Type.Simple.values()).map(it -> it);
    if (levels == 0) {
      return simple;
    }
    var inner = Arbitraries.lazy(() -> type(levels - 1));
    Arbitrary<Type> array = inner.map(Type.ArrayOf::new);
    Arbitrary<Type> dictionary =
        Combinators.combine(Arbitraries.of(KEYS), inner)
            .as((key, value) -> new Type.ArrayOf(new Type.EntryOf(key, value)));
    Arbitrary<Type> structure = inner.list().ofMinSize(1).ofMaxSize(3).map(Type.StructOf::new);
    return Arbitraries.frequencyOf(
        Tuple.of(4, simple), Tuple.of(1, array), Tuple.of(1, dictionary), Tuple.of(1, structure));
  }

  static Arbitrary<Value> of(Type type, int levels) {
    return switch (type) {
      case Type.Simple simple -> simple(simple, levels);
      case Type.ArrayOf(var element) ->
          of(element, levels).list().ofMaxSize(3).map(values -> new Value.Array(element, values));
      case Type.EntryOf(var key, var value) ->
          Combinators.combine(of(key, levels), of(value, levels)).as(Value.Entry::new);
      case Type.StructOf(var fields) -> {
        var all = new ArrayList<Arbitrary<Value>>();
        fields.forEach(field -> all.add(of(field, levels)));
        yield Combinators.combine(all).as(Value.Struct::new);
      }
    };
  }

  private static Arbitrary<Value> simple(Type.Simple type, int levels) {
    return switch (type) {
      case BYTE -> Arbitraries.integers().between(0, 0xff).map(Value.U8::new);
      case BOOLEAN -> Arbitraries.of(true, false).map(Value.Bool::new);
      case INT16 -> Arbitraries.shorts().map(Value.I16::new);
      case UINT16 -> Arbitraries.integers().between(0, 0xffff).map(Value.U16::new);
      case INT32 -> Arbitraries.integers().map(Value.I32::new);
      case UINT32 -> Arbitraries.longs().between(0, 0xffff_ffffL).map(Value.U32::new);
      case INT64 -> Arbitraries.longs().map(Value.I64::new);
      case UINT64 -> Arbitraries.longs().map(Value.U64::new);
      case DOUBLE -> Arbitraries.doubles().map(Value.F64::new);
      case STRING -> text().map(Value.Text::new);
      case OBJECT_PATH ->
          Arbitraries.of("/", "/a", "/org/eclipse/bluechi/node/qm_2ehost").map(Value.Path::new);
      case SIGNATURE ->
          type(2).list().ofMaxSize(3).map(types -> new Value.Sig(new Signature(types)));
      case UNIX_FD -> Arbitraries.longs().between(0, 5).map(Value.Fd::new);
      case VARIANT ->
          (levels <= 1 ? Arbitraries.of(KEYS).map(Type.class::cast) : type(levels - 2))
              .flatMap(inner -> of(inner, Math.max(0, levels - 2)))
              .map(Value.Variant::new);
    };
  }

  private static Arbitrary<String> text() {
    return Arbitraries.strings()
        .ofMaxLength(8)
        .filter(text ->
            text.indexOf('\0') < 0 && text.chars().noneMatch(c -> c >= 0xd800 && c < 0xe000));
  }
}
