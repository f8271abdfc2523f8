package dev.qm.host.work;

import dev.qm.host.call.NativeMemory;
import dev.qm.host.call.RepeatedCall;
import dev.qm.host.call.SocketCalls;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A program on the bus is asked whether it is there, {@code org.freedesktop.DBus.Peer.Ping}: the
 * D-Bus specification, authentication EXTERNAL.
 */
public final class BusPing implements Work {
  /** The bus that systemd is on. */
  public static final Path SYSTEM_BUS = Path.of("/run/dbus/system_bus_socket");

  private static final int CALL = 1;
  private static final int RETURN = 2;
  private static final int ERROR = 3;

  // of a message's first 16 bytes, those that are read
  private static final int FIXED = 16;
  private static final int TYPE_AT = 1;
  private static final int BODY_AT = 4;
  private static final int SERIAL_AT = 8;
  private static final int FIELDS_AT = 12;

  // codes of header fields
  private static final int PATH = 1;
  private static final int INTERFACE = 2;
  private static final int MEMBER = 3;
  private static final int REPLY_SERIAL = 5;
  private static final int DESTINATION = 6;

  private static final int MSG_WAITALL = 0x100;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int LONGEST = 64 << 10;
  private static final int LONGEST_LINE = 200;
  private static final int ORDER = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 'l' : 'B';

  private final RepeatedCall send = new RepeatedCall("send");
  private final RepeatedCall receive = new RepeatedCall("recv");
  private final NativeMemory answer = NativeMemory.of(LONGEST);
  private final NativeMemory ping;
  private final Descriptor socket;
  private int serial;

  /**
   * Connects and says hello.
   *
   * @param bus the socket of the bus
   * @param program its well-known name, such as {@code org.freedesktop.systemd1}
   * @param object a path that it has
   * @throws IOException when there is no such bus, it does not let this process in, or the program
   *     does not answer
   */
  public BusPing(Path bus, String program, String object) throws IOException {
    ping = message(object, "org.freedesktop.DBus.Peer", "Ping", program);
    socket = new Descriptor(SocketCalls.connected(bus.toString()));
    try {
      socket.waitAtMost(Descriptor.PATIENCE);
      authenticate();
      var hello =
          message("/org/freedesktop/DBus", "org.freedesktop.DBus", "Hello", "org.freedesktop.DBus");
      if (!answered(hello) || !once()) {
        throw new IOException("the bus or " + program + " does not answer");
      }
    } catch (IOException failure) {
      socket.close();
      throw failure;
    }
  }

  @Override
  public boolean once() {
    return answered(ping);
  }

  @Override
  public void close() {
    socket.close();
  }

  private boolean answered(NativeMemory message) {
    serial++;
    message.putInt(SERIAL_AT, serial);
    if (!sent(message)) {
      return false;
    }
    // signals, and answers that came too late, are passed over
    while (received()) {
      var type = answer.getByte(TYPE_AT);
      if ((type == RETURN || type == ERROR) && replySerial() == serial) {
        return type == RETURN;
      }
    }
    return false;
  }

  private boolean sent(NativeMemory message) {
    return send.call(socket.number(), message.address(), message.length(), MSG_NOSIGNAL)
        == message.length();
  }

  /** One message, whole. */
  private boolean received() {
    if (!received(0, FIXED) || answer.getByte(0) != ORDER) {
      return false;
    }
    var fields = Integer.toUnsignedLong(answer.getInt(FIELDS_AT));
    var rest = padded(fields, 8) + Integer.toUnsignedLong(answer.getInt(BODY_AT));
    return rest <= LONGEST - FIXED && (rest == 0 || received(FIXED, rest));
  }

  private boolean received(long at, long length) {
    while (true) {
      var came = receive.call(socket.number(), answer.address() + at, length, MSG_WAITALL);
      if (came >= 0 || !receive.wasInterrupted()) {
        return came == length;
      }
    }
  }

  /** Which message it answers; 0 when it does not say. */
  private int replySerial() {
    var end = FIXED + answer.getInt(FIELDS_AT);
    var at = FIXED;
    while (at + 8 <= end) {
      var code = answer.getByte(at);
      var type = answer.getByte(at + 2);
      if (answer.getByte(at + 1) != 1) {
        return 0;
      }
      var value = at + 4;
      if (code == REPLY_SERIAL && type == 'u') {
        return answer.getInt(value);
      }
      at =
          (int)
              padded(
                  switch (type) {
                    case 'u' -> value + Integer.BYTES;
                    case 's', 'o' -> value + Integer.BYTES + answer.getInt(value) + 1L;
                    case 'g' -> value + 1 + answer.getByte(value) + 1L;
                    default -> end;
                  },
                  8);
      if (at <= value) {
        return 0;
      }
    }
    return 0;
  }

  private void authenticate() throws IOException {
    var uid = Integer.toString(new RepeatedCall("geteuid").call(0));
    var hex = new StringBuilder();
    for (var digit : uid.getBytes(StandardCharsets.US_ASCII)) {
      hex.append(Integer.toHexString(digit));
    }
    say("\0AUTH EXTERNAL " + hex + "\r\n");
    if (!line().startsWith("OK ")) {
      throw new IOException("the bus does not let this process in");
    }
    say("BEGIN\r\n");
  }

  private void say(String words) throws IOException {
    if (!sent(NativeMemory.of(words.getBytes(StandardCharsets.US_ASCII)))) {
      throw send.failure();
    }
  }

  private String line() throws IOException {
    var line = new StringBuilder();
    while (line.length() < LONGEST_LINE) {
      if (!received(0, 1)) {
        throw receive.failure();
      }
      if (answer.getByte(0) == '\n') {
        return line.toString();
      }
      line.append((char) answer.getByte(0));
    }
    throw new IOException("the bus says something that is no D-Bus");
  }

  /** A call without arguments. */
  private static NativeMemory message(
      String path, String interfaceName, String member, String destination) {
    var message = NativeMemory.of(1024);
    message.putByte(0, ORDER);
    message.putByte(TYPE_AT, CALL);
    message.putByte(3, 1);
    var end = field(message, FIXED, PATH, 'o', path);
    end = field(message, end, INTERFACE, 's', interfaceName);
    end = field(message, end, MEMBER, 's', member);
    end = field(message, end, DESTINATION, 's', destination);
    message.putInt(FIELDS_AT, end - FIXED);
    var bytes = new byte[(int) padded(end, 8)];
    for (var i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) message.getByte(i);
    }
    return NativeMemory.of(bytes);
  }

  /** A field behind {@code end}; gives the end of it. */
  private static int field(NativeMemory message, int end, int code, char type, String text) {
    var at = (int) padded(end, 8);
    message.putByte(at, code);
    message.putByte(at + 1, 1);
    message.putByte(at + 2, type);
    var bytes = text.getBytes(StandardCharsets.US_ASCII);
    message.putInt(at + 4, bytes.length);
    for (var i = 0; i < bytes.length; i++) {
      message.putByte(at + 8 + i, bytes[i]);
    }
    return at + 8 + bytes.length + 1;
  }

  private static long padded(long length, int to) {
    return (length + to - 1) / to * to;
  }
}
