package dev.qm.bluechi.relay;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Messages with one text, in the order of bytes that BlueChi does not use and D-Bus allows. */
final class BigEndian {
  private static final String PATH = "/org/eclipse/bluechi/internal";

  private BigEndian() {}

  static byte[] call(String interfaceName, String member, String argument) {
    return message(1, interfaceName, member, argument);
  }

  static byte[] signal(String interfaceName, String member, String argument) {
    return message(4, interfaceName, member, argument);
  }

  private static byte[] message(int kind, String interfaceName, String member, String argument) {
    var room = ByteBuffer.allocate(1024);
    room.put((byte) 'B').put((byte) kind).put((byte) 0).put((byte) 1);
    room.putInt(4 + argument.length() + 1).putInt(77).putInt(0);
    field(room, 1, 'o', PATH);
    field(room, 2, 's', interfaceName);
    field(room, 3, 's', member);
    pad(room);
    room.put(new byte[] {8, 1, 'g', 0, 1, 's', 0});
    room.putInt(12, room.position() - 16);
    pad(room);
    text(room, argument);
    return Arrays.copyOf(room.array(), room.position());
  }

  private static void field(ByteBuffer room, int code, char type, String value) {
    pad(room);
    room.put(new byte[] {(byte) code, 1, (byte) type, 0});
    text(room, value);
  }

  private static void text(ByteBuffer room, String value) {
    room.putInt(value.length()).put(value.getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
  }

  private static void pad(ByteBuffer room) {
    while (room.position() % 8 != 0) {
      room.put((byte) 0);
    }
  }
}
