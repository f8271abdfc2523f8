package dev.qm.bluechi.relay;

import java.util.Optional;

/** Where somebody listens, as ListenStream= of systemd.socket(5) says it. */
public sealed interface Endpoint {
  /** A socket in the file system. */
  record Unix(String path) implements Endpoint {
    @Override
    public String toString() {
      return path;
    }
  }

  /**
   * A port.
   *
   * @param host a name or an address; nothing for all of this machine's
   */
  record Tcp(Optional<String> host, int port) implements Endpoint {
    @Override
    public String toString() {
      return host.map(it -> (it.indexOf(':') >= 0 ? "[" + it + "]" : it) + ":" + port)
          .orElse(Integer.toString(port));
    }
  }

  /** A path, PORT, or HOST:PORT, in which an IPv6 address stands in brackets. */
  static Optional<Endpoint> parse(String text) {
    if (text.startsWith("/")) {
      return text.indexOf('\0') < 0 ? Optional.of(new Unix(text)) : Optional.empty();
    }
    var alone = port(text);
    return alone.isPresent()
        ? Optional.of(new Tcp(Optional.empty(), alone.get()))
        : tcp(text, Optional.empty()).map(it -> it);
  }

  /** HOST, or HOST:PORT; without a port that one. */
  static Optional<Tcp> tcp(String text, Optional<Integer> usual) {
    var host = text;
    var port = usual;
    var colon = text.lastIndexOf(':');
    if (text.startsWith("[")) {
      var end = text.indexOf(']');
      if (end < 0 || (end + 1 < text.length() && colon != end + 1)) {
        return Optional.empty();
      }
      host = text.substring(1, end);
      if (colon == end + 1) {
        port = port(text.substring(colon + 1));
      }
    } else if (colon >= 0 && text.indexOf(':') == colon) {
      host = text.substring(0, colon);
      port = port(text.substring(colon + 1));
    }
    return host.isEmpty() || host.indexOf('/') >= 0 || port.isEmpty()
        ? Optional.empty()
        : Optional.of(new Tcp(Optional.of(host), port.get()));
  }

  private static Optional<Integer> port(String text) {
    if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return Optional.empty();
    }
    var number = Integer.parseInt(text);
    return number >= 1 && number <= 0xffff ? Optional.of(number) : Optional.empty();
  }
}
