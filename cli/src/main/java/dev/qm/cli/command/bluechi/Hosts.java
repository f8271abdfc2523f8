package dev.qm.cli.command.bluechi;

import dev.qm.cli.parse.UsageException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** What {@code --controller} names; where it leads to is for {@code qm bluechi check}. */
final class Hosts {
  /** Characters of a name: RFC 1035. */
  private static final int LONGEST = 253;

  private Hosts() {}

  /** Machines with commas between them. */
  static NodePlan.Where.There where(String list) throws UsageException {
    var hosts = new ArrayList<String>();
    for (var host : list.split(",", -1)) {
      require(host, list);
      if (hosts.contains(host)) {
        throw new UsageException("--controller names " + host + " twice", "keep one of them");
      }
      hosts.add(host);
    }
    return new NodePlan.Where.There(List.copyOf(hosts));
  }

  private static void require(String host, String said) throws UsageException {
    if (host.length() > LONGEST || !(isAddress(host) || isName(host))) {
      throw new UsageException(
          "--controller cannot be '" + said + "'",
          "it is a host's name or an address, or more of them with commas between; --port has the"
              + " port");
    }
    if (host.equals("localhost") || host.equals("::1") || host.startsWith("127.")) {
      throw new UsageException(
          "--controller " + host + " is this very machine",
          "`qm bluechi configure --here` does more for it");
    }
  }

  private static boolean isName(String host) {
    return host.matches("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?");
  }

  private static boolean isAddress(String host) {
    if (!host.matches("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*")) {
      return false;
    }
    try {
      InetAddress.ofLiteral(host);
      return true;
    } catch (IllegalArgumentException noAddress) {
      return false;
    }
  }
}
