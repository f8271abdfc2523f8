package dev.qm.bluechi.dbus;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** From bytes to messages. */
public final class MessageReader {
  /** The bytes of a message by which its length is known. */
  public static final int BEGINNING = 16;

  /** The most bytes of a header in {@link #head}; names and paths of BlueChi's have hundreds. */
  public static final int LONGEST_HEADER = 64 << 10;

  private static final int VERSION = 1;

  private static final Type FIELD =
      new Type.StructOf(List.of(Type.Simple.BYTE, Type.Simple.VARIANT));

  private MessageReader() {}

  /**
   * How long the message is that begins so.
   *
   * @param beginning its first {@link #BEGINNING} bytes
   * @param longest the most that is taken; D-Bus itself allows {@link Message#LONGEST}
   * @throws MalformedMessage when it is longer, or does not begin like a message
   */
  public static int length(ByteBuffer beginning, int longest) throws MalformedMessage {
    var bytes = beginning.slice().order(order(beginning));
    if (bytes.get(3) != VERSION) {
      throw new MalformedMessage("another version of the protocol");
    }
    var body = Integer.toUnsignedLong(bytes.getInt(4));
    var fields = Integer.toUnsignedLong(bytes.getInt(12));
    if (fields > WireReader.LONGEST_ARRAY) {
      throw new MalformedMessage("a header of more than " + WireReader.LONGEST_ARRAY + " bytes");
    }
    var length = BEGINNING + ((fields + 7) & ~7L) + body;
    if (length > Math.min(longest, Message.LONGEST)) {
      throw new MalformedMessage(
          "a message of more than " + Math.min(longest, Message.LONGEST) + " bytes");
    }
    return (int) length;
  }

  /**
   * The message that the bytes are, from the first to the last.
   *
   * @return nothing for a kind of message that this version of D-Bus does not know, which is to be
   *     passed over
   * @throws MalformedMessage when they are none
   */
  public static Optional<Message> read(byte[] bytes) throws MalformedMessage {
    return read(bytes, Arguments.READ);
  }

  /**
   * The same without its arguments, which are not looked at and may be anything: for who passes a
   * message on. It costs as much as the header has, however long the message is; a header of more
   * than {@link #LONGEST_HEADER} bytes is refused, since its values would take many times as much.
   */
  public static Optional<Message> head(byte[] bytes) throws MalformedMessage {
    if (bytes.length >= BEGINNING) {
      var all = ByteBuffer.wrap(bytes);
      if (Integer.toUnsignedLong(all.order(order(all)).getInt(12)) > LONGEST_HEADER) {
        throw new MalformedMessage("a header of more than " + LONGEST_HEADER + " bytes");
      }
    }
    return read(bytes, Arguments.LEFT);
  }

  private enum Arguments {
    READ,
    LEFT
  }

  private static Optional<Message> read(byte[] bytes, Arguments arguments) throws MalformedMessage {
    if (bytes.length < BEGINNING) {
      throw new MalformedMessage("it ends within its header");
    }
    var all = ByteBuffer.wrap(bytes);
    if (length(all, Message.LONGEST) != bytes.length) {
      throw new MalformedMessage("its length is not the one that it says");
    }
    var reader = new WireReader(all, order(all));
    reader.u8();
    var kind = reader.u8();
    var flags = reader.u8();
    reader.u8();
    var bodyLength = reader.u32();
    var serial = reader.u32();
    var fields = fields(reader);
    reader.pad(8);
    if (kind == 0) {
      throw new MalformedMessage("a message of no kind");
    }
    var known = Message.Kind.of(kind);
    if (known.isEmpty()) {
      return Optional.empty();
    }
    var header = header(fields);
    var wrong = Message.fault(known.get(), serial, header);
    if (wrong.isPresent()) {
      throw new MalformedMessage(wrong.get());
    }
    var values =
        switch (arguments) {
          case READ -> body(reader, fields, bodyLength);
          case LEFT -> List.<Value>of();
        };
    return Optional.of(new Message(known.get(), Message.Flag.of(flags), serial, header, values));
  }

  private static List<Value> body(WireReader reader, Map<FieldCode, Value> fields, long bodyLength)
      throws MalformedMessage {
    var signature =
        fields.get(FieldCode.SIGNATURE) instanceof Value.Sig(var given) ? given : Signature.EMPTY;
    if (signature.types().isEmpty() && bodyLength > 0) {
      throw new MalformedMessage("arguments without types");
    }
    var values = new ArrayList<Value>(signature.types().size());
    for (var type : signature.types()) {
      values.add(reader.value(type));
    }
    if (!reader.isAtEnd()) {
      throw new MalformedMessage("bytes behind the last argument");
    }
    return values;
  }

  /** The fields that this version of D-Bus knows; each may be there once. */
  private static Map<FieldCode, Value> fields(WireReader reader) throws MalformedMessage {
    var fields = new EnumMap<FieldCode, Value>(FieldCode.class);
    var end = reader.arrayEnd(FIELD);
    while (reader.position() < end) {
      reader.pad(8);
      var number = reader.u8();
      var value = ((Value.Variant) reader.value(Type.Simple.VARIANT)).value();
      if (number == 0) {
        throw new MalformedMessage("a header field without a name");
      }
      if (reader.position() > end) {
        throw new MalformedMessage("a header field that goes beyond the header");
      }
      var known = FieldCode.of(number);
      if (known.isEmpty()) {
        continue;
      }
      if (!value.type().equals(known.get().type())) {
        throw new MalformedMessage("a header field of a wrong type");
      }
      if (fields.put(known.get(), value) != null) {
        throw new MalformedMessage("a header field that is there twice");
      }
    }
    return fields;
  }

  private static Message.Header header(Map<FieldCode, Value> fields) {
    return new Message.Header(
        text(fields, FieldCode.PATH),
        text(fields, FieldCode.INTERFACE),
        text(fields, FieldCode.MEMBER),
        text(fields, FieldCode.ERROR_NAME),
        number(fields, FieldCode.REPLY_SERIAL),
        text(fields, FieldCode.DESTINATION),
        text(fields, FieldCode.SENDER),
        number(fields, FieldCode.UNIX_FDS).orElse(0L));
  }

  private static Optional<String> text(Map<FieldCode, Value> fields, FieldCode code) {
    var field = fields.get(code);
    if (field instanceof Value.Text(var text)) {
      return Optional.of(text);
    }
    return field instanceof Value.Path(var path) ? Optional.of(path) : Optional.empty();
  }

  private static Optional<Long> number(Map<FieldCode, Value> fields, FieldCode code) {
    return fields.get(code) instanceof Value.U32(var number)
        ? Optional.of(number)
        : Optional.empty();
  }

  private static ByteOrder order(ByteBuffer beginning) throws MalformedMessage {
    return switch (beginning.get(beginning.position())) {
      case 'l' -> ByteOrder.LITTLE_ENDIAN;
      case 'B' -> ByteOrder.BIG_ENDIAN;
      default -> throw new MalformedMessage("an unknown order of bytes");
    };
  }
}
