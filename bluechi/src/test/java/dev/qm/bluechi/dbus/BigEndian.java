package dev.qm.bluechi.dbus;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes a call as a machine of the other order of bytes does; a second reading of the
 * specification.
 */
final class BigEndian {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private BigEndian() {}

  static byte[] call(long serial, List<Value> arguments) {
    var body = new BigEndian();
    arguments.forEach(body::put);
    var all = new BigEndian();
    all.bytes(new byte[] {'B', 1, 0, 1});
    all.number(4, body.out.size());
    all.number(4, serial);
    var fields = new BigEndian();
    fields.field(1, new Value.Path("/object"));
    fields.field(3, new Value.Text("Method"));
    if (!arguments.isEmpty()) {
      fields.field(8, new Value.Sig(Signature.of(arguments)));
    }
    all.number(4, fields.out.size());
    all.bytes(fields.out.toByteArray());
    all.align(8);
    all.bytes(body.out.toByteArray());
    return all.out.toByteArray();
  }

  private void field(int code, Value value) {
    align(8);
    out.write(code);
    put(new Value.Variant(value));
  }

  private void put(Value value) {
    switch (value) {
      case Value.U8(var it) -> out.write(it);
      case Value.Bool(var it) -> number(4, it ? 1 : 0);
      case Value.I16(var it) -> number(2, it);
      case Value.U16(var it) -> number(2, it);
      case Value.I32(var it) -> number(4, it);
      case Value.U32(var it) -> number(4, it);
      case Value.Fd(var it) -> number(4, it);
      case Value.I64(var it) -> number(8, it);
      case Value.U64(var it) -> number(8, it);
      case Value.F64(var it) -> number(8, Double.doubleToRawLongBits(it));
      case Value.Text(var it) -> text(it);
      case Value.Path(var it) -> text(it);
      case Value.Sig(var it) -> signature(it.toString());
      case Value.Variant(var it) -> {
        signature(it.type().toString());
        put(it);
      }
      case Value.Entry(var key, var it) -> {
        align(8);
        put(key);
        put(it);
      }
      case Value.Struct(var values) -> {
        align(8);
        values.forEach(this::put);
      }
      case Value.Array(var element, var values) -> {
        // written twice: once to see how long it is where it stands
        align(4);
        var trial = new BigEndian();
        trial.bytes(new byte[(out.size() + 4) % 8]);
        trial.align(element.alignment());
        var begin = trial.out.size();
        values.forEach(trial::put);
        number(4, trial.out.size() - begin);
        align(element.alignment());
        values.forEach(this::put);
      }
    }
  }

  private void signature(String text) {
    out.write(text.length());
    bytes(text.getBytes(StandardCharsets.US_ASCII));
    out.write(0);
  }

  private void text(String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    number(4, bytes.length);
    bytes(bytes);
    out.write(0);
  }

  private void number(int size, long value) {
    align(size);
    bytes(ByteBuffer.allocate(8).putLong(value).array(), 8 - size, size);
  }

  private void bytes(byte[] bytes) {
    bytes(bytes, 0, bytes.length);
  }

  private void bytes(byte[] bytes, int from, int length) {
    out.write(bytes, from, length);
  }

  private void align(int to) {
    while (out.size() % to != 0) {
      out.write(0);
    }
  }
}
