package dev.qm.quadlet.check;

import dev.qm.quadlet.syntax.CommaList;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Ports of the host that a container is reached by.
 *
 * <p>Source: {@code podman-run(1)}, {@code --publish}.
 *
 * @param address the host's address, each always in the same form; empty for all of its family
 * @param family which of the host's addresses it is one of, or all
 * @param first the first port on the host; 0 if Podman chooses
 * @param last the last port on the host
 * @param container the first port of the container
 * @param protocol tcp, udp or sctp
 */
record PublishedPort(
    String address, Family family, int first, int last, int container, String protocol) {
  /** Who listens at an address of one family is not in the way of the other's. */
  enum Family {
    /** IPv4. What is published without an address is held there too, and only there. */
    V4,
    /** IPv6: Podman listens at an address of this kind, {@code [::]} too, for IPv6 alone. */
    V6
  }

  /**
   * Reads {@code [[address:][host]:]container[/protocol]}, or several with commas between; empty if
   * one of them is none, for then Podman refuses all.
   */
  static List<PublishedPort> parseAll(String text) {
    List<PublishedPort> ports = new ArrayList<>();
    for (var part : CommaList.parse(text).orElse(List.of())) {
      var port = parse(part);
      if (port.isEmpty()) {
        return List.of();
      }
      ports.add(port.get());
    }
    return ports;
  }

  private static Optional<PublishedPort> parse(String text) {
    var slash = text.indexOf('/');
    var protocol = slash < 0 ? "tcp" : text.substring(slash + 1).toLowerCase(Locale.ROOT);
    if (!protocol.equals("tcp") && !protocol.equals("udp") && !protocol.equals("sctp")) {
      return Optional.empty();
    }
    var parts = split(slash < 0 ? text : text.substring(0, slash));
    if (parts.size() > 3) {
      return Optional.empty();
    }
    var container = range(parts.getLast());
    var host = parts.size() < 2 ? "" : parts.get(parts.size() - 2);
    var address = parts.size() < 3 ? "0.0.0.0" : parts.getFirst();
    if (address.startsWith("[") && address.endsWith("]")) {
      address = address.substring(1, address.length() - 1);
    }
    if (container.isEmpty() || !ValueForm.isAddress(address)) {
      return Optional.empty();
    }
    var literal = InetAddress.ofLiteral(address);
    var family = literal.getAddress().length == 4 ? Family.V4 : Family.V6;
    var written = literal.isAnyLocalAddress() ? "" : literal.getHostAddress();
    var first = container.get().first();
    if (host.isEmpty()) {
      return Optional.of(new PublishedPort(written, family, 0, 0, first, protocol));
    }
    var ports = range(host);
    if (ports.isEmpty() || ports.get().size() != container.get().size()) {
      return Optional.empty();
    }
    return Optional.of(
        new PublishedPort(
            written, family, ports.get().first(), ports.get().last(), first, protocol));
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

  private record Range(int first, int last) {
    int size() {
      return last - first + 1;
    }
  }

  /** One port, or two with a dash between of which the second is the greater. */
  private static Optional<Range> range(String text) {
    var dash = text.indexOf('-');
    var first = port(dash < 0 ? text : text.substring(0, dash));
    var last = dash < 0 ? first : port(text.substring(dash + 1));
    return first < 0 || last < 0 || (dash >= 0 && last <= first)
        ? Optional.empty()
        : Optional.of(new Range(first, last));
  }

  private static int port(String text) {
    var digits = text.startsWith("+") ? text.substring(1) : text;
    if (!GoNumber.isDigits(digits)) {
      return -1;
    }
    var port = Long.parseLong(digits);
    return port == 0 || port > 65535 ? -1 : (int) port;
  }

  /** True if it is taken on all addresses of its family. */
  boolean isEverywhere() {
    return address.isEmpty();
  }

  /** True if Podman makes one of the two of one container: each port leads to the same one. */
  boolean joins(PublishedPort other) {
    return address.equals(other.address)
        && family == other.family
        && protocol.equals(other.protocol)
        && first - container == other.first - other.container;
  }
}
