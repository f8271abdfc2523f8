package dev.qm.bluechi.dbus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Any types and values of D-Bus, for tests that are no properties. */
public final class Samples {
  private static final int LEVELS = 3;

  /** All that can be keys, but file descriptors. */
  private static final List<Type.Simple> KEYS =
      Arrays.stream(Type.Simple.values())
          .filter(type -> type != Type.Simple.UNIX_FD && type != Type.Simple.VARIANT)
          .toList();

  private Samples() {}

  /** Arguments of a message, the same for the same state of {@code random}. */
  public static List<Value> arguments(Random random) {
    return several(random, 0, () -> of(random, type(random, LEVELS), LEVELS));
  }

  private static Type type(Random random, int levels) {
    var kind = levels <= 0 ? 0 : random.nextInt(6);
    return switch (kind) {
      case 1 -> new Type.ArrayOf(type(random, levels - 1));
      case 2 -> new Type.ArrayOf(new Type.EntryOf(key(random), type(random, levels - 1)));
      case 3 -> new Type.StructOf(several(random, 1, () -> type(random, levels - 1)));
      default -> levels > 0 && random.nextInt(6) == 0 ? Type.Simple.VARIANT : key(random);
    };
  }

  private static Value of(Random random, Type type, int levels) {
    return switch (type) {
      case Type.Simple simple -> simple(random, simple, levels);
      case Type.ArrayOf(var element) ->
          new Value.Array(element, several(random, 0, () -> of(random, element, levels)));
      case Type.EntryOf(var key, var value) ->
          new Value.Entry(of(random, key, levels), of(random, value, levels));
      case Type.StructOf(var fields) ->
          new Value.Struct(fields.stream().map(field -> of(random, field, levels)).toList());
    };
  }

  private static Value simple(Random random, Type.Simple type, int levels) {
    return switch (type) {
      case BYTE -> new Value.U8(random.nextInt(0x100));
      case BOOLEAN -> new Value.Bool(random.nextBoolean());
      case INT16 -> new Value.I16((short) random.nextInt());
      case UINT16 -> new Value.U16(random.nextInt(0x10000));
      case INT32 -> new Value.I32(random.nextInt());
      case UINT32 -> new Value.U32(Integer.toUnsignedLong(random.nextInt()));
      case INT64 -> new Value.I64(random.nextLong());
      case UINT64 -> new Value.U64(random.nextLong());
      case DOUBLE -> new Value.F64(random.nextGaussian());
      case STRING ->
          new Value.Text(List.of("", "a", "brake.service", "ü€😀").get(random.nextInt(4)));
      case OBJECT_PATH -> new Value.Path(List.of("/", "/a", "/org/x_2e").get(random.nextInt(3)));
      case SIGNATURE -> new Value.Sig(new Signature(List.of(type(random, 2))));
      // file descriptors would have to be there
      case UNIX_FD -> throw new IllegalArgumentException("not drawn");
      case VARIANT -> new Value.Variant(of(random, type(random, levels - 1), levels - 1));
    };
  }

  private static Type.Simple key(Random random) {
    return KEYS.get(random.nextInt(KEYS.size()));
  }

  private static <T> List<T> several(Random random, int least, Supplier<T> one) {
    var all = new ArrayList<T>();
    for (var count = least + random.nextInt(3); count > 0; count--) {
      all.add(one.get());
    }
    return all;
  }
}
