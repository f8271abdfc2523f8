package dev.qm.assurance.rules.network;

import dev.qm.assurance.view.PartitionView;
import dev.qm.host.KernelText;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A port that something listens on in the host's network: proc_net_tcp(5).
 *
 * @param protocol {@code tcp} or {@code udp}
 * @param address {@code *} for all, else in numbers; of IPv4 also where the socket is one of IPv6
 * @param inode of the socket
 */
record Listening(String protocol, String address, int port, String inode) {
  /** The most lines of a table that are looked at: a machine has a handful of listeners. */
  private static final int MOST = 20_000;

  /** State TCP_LISTEN, and a UDP socket that is bound and not connected (TCP_CLOSE). */
  private static final String LISTEN = "0A";

  private static final String UNCONNECTED = "07";

  /** How an address of IPv4 begins that is written as one of IPv6. */
  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff};

  /** All of the host; none where its tables cannot be read. */
  static List<Listening> onHost(PartitionView view) {
    var all = new ArrayList<Listening>();
    for (var table : List.of("tcp", "tcp6", "udp", "udp6")) {
      // PID 1's: this program may have been started in another network
      var place = view.machine().kernelRoot().isHost() ? "/proc/1/net/" : "/proc/net/";
      var lines = KernelText.lines(view.machine().texts().at(place + table).orElse(""));
      for (var line : lines.subList(0, Math.min(lines.size(), MOST))) {
        read(table, KernelText.of(line), all);
      }
    }
    return all;
  }

  private static void read(String table, List<String> fields, List<Listening> to) {
    var wanted = table.startsWith("tcp") ? LISTEN : UNCONNECTED;
    if (fields.size() < 10 || !fields.get(3).equals(wanted)) {
      return;
    }
    var colon = fields.get(1).indexOf(':');
    if (colon < 0) {
      return;
    }
    try {
      to.add(
          new Listening(
              table.substring(0, 3),
              address(fields.get(1).substring(0, colon)),
              Integer.parseInt(fields.get(1).substring(colon + 1), 16),
              fields.get(9)));
    } catch (NumberFormatException notALine) {
      // the head of the table
    }
  }

  /** An address of the table: 32-bit numbers in the byte order of the machine. */
  private static String address(String hex) {
    if (hex.length() != 8 && hex.length() != 32) {
      return hex;
    }
    var numbers = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    var bytes = ByteBuffer.allocate(numbers.capacity()).order(ByteOrder.nativeOrder());
    while (numbers.hasRemaining()) {
      bytes.putInt(numbers.getInt());
    }
    var address = bytes.array();
    if (isMapped(address)) {
      address = Arrays.copyOfRange(address, 12, 16);
    }
    return HexFormat.of().formatHex(address).chars().allMatch(c -> c == '0') ? "*" : words(address);
  }

  /** Whether it is one of IPv4 that a socket of IPv6 has: RFC 4291, 2.5.5.2. */
  private static boolean isMapped(byte[] address) {
    return address.length == 16 && Arrays.mismatch(address, 0, 12, MAPPED, 0, 12) < 0;
  }

  private static String words(byte[] address) {
    var words = new ArrayList<String>();
    if (address.length == 4) {
      for (var one : address) {
        words.add(Integer.toString(one & 0xff));
      }
      return String.join(".", words);
    }
    for (var group = ByteBuffer.wrap(address); group.hasRemaining(); ) {
      words.add(Integer.toHexString(group.getShort() & 0xffff));
    }
    var whole = String.join(":", words);
    return whole.equals("0:0:0:0:0:0:0:1") ? "::1" : whole;
  }

  boolean isLoopback() {
    return address.startsWith("127.") || address.equals("::1");
  }

  @Override
  public String toString() {
    var isLong = address.indexOf(':') >= 0;
    return protocol + " " + (isLong ? "[" + address + "]" : address) + ":" + port;
  }
}
