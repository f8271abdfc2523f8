package dev.qm.quadlet.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A port of the host that a container is reached by.
 *
 * <p>Source: {@code podman-run(1)}, {@code --publish}.
 *
 * @param address the host's address; empty for all of them
 * @param first the first port on the host; 0 if Podman chooses
 * @param last the last port on the host
 * @param protocol tcp, udp or sctp
 */
record PublishedPort(String address, int first, int last, String protocol) {
  /** Reads {@code [[address:][host]:]container[/protocol]}; empty if it is none. */
  static Optional<PublishedPort> parse(String text) {
    var slash = text.lastIndexOf('/');
    var protocol = slash < 0 ? "tcp" : text.substring(slash + 1);
    if (!protocol.equals("tcp") && !protocol.equals("udp") && !protocol.equals("sctp")) {
      return Optional.empty();
    }
    var parts = split(slash < 0 ? text : text.substring(0, slash));
    if (parts.size() > 3) {
      return Optional.empty();
    }
    var container = range(parts.getLast());
    var host = parts.size() < 2 ? "" : parts.get(parts.size() - 2);
    var address = parts.size() < 3 ? "" : parts.getFirst();
    if (address.startsWith("[") && address.endsWith("]")) {
      address = address.substring(1, address.length() - 1);
    }
    if (container.isEmpty() || !(address.isEmpty() || ValueForm.isAddress(address))) {
      return Optional.empty();
    }
    if (host.isEmpty()) {
      return Optional.of(new PublishedPort(address, 0, 0, protocol));
    }
    var ports = range(host);
    if (ports.isEmpty()
        || (ports.get()[1] - ports.get()[0] != container.get()[1] - container.get()[0]
            && container.get()[1] != container.get()[0])) {
      return Optional.empty();
    }
    return Optional.of(new PublishedPort(address, ports.get()[0], ports.get()[1], protocol));
  }

  /** Cuts at colons that are not within brackets. */
  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    var start = 0;
    var inside = false;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      inside = c == '[' || (inside && c != ']');
      if (c == ':' && !inside) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }

  private static Optional<int[]> range(String text) {
    var dash = text.indexOf('-');
    var first = port(dash < 0 ? text : text.substring(0, dash));
    var last = dash < 0 ? first : port(text.substring(dash + 1));
    return first < 0 || last < first ? Optional.empty() : Optional.of(new int[] {first, last});
  }

  private static int port(String text) {
    if (!ValueForm.NUMBER.accepts(text) || text.length() > 5) {
      return -1;
    }
    var port = Integer.parseInt(text);
    return port == 0 || port > 65535 ? -1 : port;
  }

  /** True if it is taken on all addresses of the host. */
  boolean isEverywhere() {
    return address.isEmpty() || address.equals("0.0.0.0") || address.equals("::");
  }
}
