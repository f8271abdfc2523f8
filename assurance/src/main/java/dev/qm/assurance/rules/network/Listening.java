package dev.qm.assurance.rules.network;

import dev.qm.assurance.view.PartitionView;
import dev.qm.host.KernelText;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A port that something listens on in the host's network: proc_net_tcp(5).
 *
 * @param protocol {@code tcp} or {@code udp}
 * @param address {@code *} for all, else as the kernel has it, in words for IPv4
 * @param inode of the socket
 */
record Listening(String protocol, String address, int port, String inode) {
  /** The most lines of a table that are looked at: a machine has a handful of listeners. */
  private static final int MOST = 20_000;

  /** State TCP_LISTEN, and a UDP socket that is bound and not connected (TCP_CLOSE). */
  private static final String LISTEN = "0A";

  private static final String UNCONNECTED = "07";

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
    if (hex.chars().allMatch(c -> c == '0')) {
      return "*";
    }
    if (hex.length() != 8) {
      return hex.equals("00000000000000000000000001000000") ? "::1" : hex;
    }
    var bytes = HexFormat.of().parseHex(hex);
    var isLittle = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    var words = new ArrayList<String>();
    for (var i = 0; i < 4; i++) {
      words.add(Integer.toString(bytes[isLittle ? 3 - i : i] & 0xff));
    }
    return String.join(".", words);
  }

  boolean isLoopback() {
    return address.startsWith("127.") || address.equals("::1");
  }

  @Override
  public String toString() {
    return protocol + " " + address + ":" + port;
  }
}
