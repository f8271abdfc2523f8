package dev.qm.bluechi.dbus;

/** From a message to its bytes, little endian. */
final class MessageWriter {
  private static final int VERSION = 1;

  private MessageWriter() {}

  /**
   * The bytes.
   *
   * @throws IllegalArgumentException when the arguments are not of one type where they must be, too
   *     deep, or longer than D-Bus allows
   */
  static byte[] bytes(Message message) {
    var signature = message.signature();
    var all = new WireWriter();
    all.u8('l');
    all.u8(message.kind().code());
    all.u8(Message.Flag.bits(message.flags()));
    all.u8(VERSION);
    all.u32(0);
    var lengthAt = all.length() - 4;
    all.u32(message.serial());
    fields(all, message.header(), signature);
    all.pad(8);
    // from here on alignment counts as from the beginning
    var begin = all.length();
    for (var i = 0; i < message.values().size(); i++) {
      all.value(signature.types().get(i), message.values().get(i));
    }
    all.u32At(lengthAt, all.length() - begin);
    return all.bytes();
  }

  private static void fields(WireWriter to, Message.Header header, Signature signature) {
    to.u32(0);
    var begin = to.length();
    header.path().ifPresent(path -> field(to, FieldCode.PATH, new Value.Path(path)));
    header.interfaceName().ifPresent(name -> text(to, FieldCode.INTERFACE, name));
    header.member().ifPresent(name -> text(to, FieldCode.MEMBER, name));
    header.errorName().ifPresent(name -> text(to, FieldCode.ERROR_NAME, name));
    header
        .replySerial()
        .ifPresent(serial -> field(to, FieldCode.REPLY_SERIAL, new Value.U32(serial)));
    header.destination().ifPresent(name -> text(to, FieldCode.DESTINATION, name));
    header.sender().ifPresent(name -> text(to, FieldCode.SENDER, name));
    if (!signature.types().isEmpty()) {
      field(to, FieldCode.SIGNATURE, new Value.Sig(signature));
    }
    if (header.unixFds() > 0) {
      field(to, FieldCode.UNIX_FDS, new Value.U32(header.unixFds()));
    }
    to.u32At(begin - 4, to.length() - begin);
  }

  private static void text(WireWriter to, FieldCode code, String text) {
    field(to, code, new Value.Text(text));
  }

  private static void field(WireWriter to, FieldCode code, Value value) {
    to.pad(8);
    to.u8(code.number());
    to.value(Type.Simple.VARIANT, new Value.Variant(value));
  }
}
