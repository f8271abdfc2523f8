package dev.qm.bluechi.connection;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where somebody listens: "Server Addresses" of the D-Bus specification. */
public sealed interface BusAddress {
  /** Where the system bus is when nobody says otherwise. */
  String SYSTEM_BUS = "unix:path=/run/dbus/system_bus_socket";

  /** The most bytes of a list of addresses, and the most addresses in one. */
  int LONGEST = 8192;

  int MOST = 32;

  /**
   * A socket in the file system.
   *
   * @param guid who must be there, if that is said
   */
  record Unix(String path, Optional<String> guid) implements BusAddress {
    @Override
    public String toString() {
      return "unix:path=" + path;
    }
  }

  /** A socket without a file, in the network namespace: unix(7). */
  record Abstract(String name, Optional<String> guid) implements BusAddress {
    @Override
    public String toString() {
      return "unix:abstract=" + name;
    }
  }

  /** A port of a machine. */
  record Tcp(String host, int port, Optional<String> guid) implements BusAddress {
    @Override
    public String toString() {
      return "tcp:host=" + host + ",port=" + port;
    }
  }

  /**
   * One that qm cannot use, which does not hinder those behind it.
   *
   * @param why as words after "unsupported:"
   */
  record Unsupported(String text, String why) implements BusAddress {
    @Override
    public Optional<String> guid() {
      return Optional.empty();
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /** Who must be there: 32 hexadecimal digits by which servers tell themselves apart. */
  Optional<String> guid();

  /** The addresses of the system bus: the environment's, else the usual one. */
  static List<BusAddress> ofSystemBus(Map<String, String> environment) {
    var given = environment.getOrDefault("DBUS_SYSTEM_BUS_ADDRESS", "");
    return parse(given.isEmpty() ? SYSTEM_BUS : given);
  }

  /** The addresses of a list, in its order; what is wrong with one is said when it is tried. */
  static List<BusAddress> parse(String list) {
    if (list.length() > LONGEST) {
      return List.of(new Unsupported(list.substring(0, 40) + "...", "longer than any address"));
    }
    var addresses = new ArrayList<BusAddress>();
    for (var part : list.split(";", -1)) {
      if (!part.isEmpty() && addresses.size() < MOST) {
        addresses.add(one(part));
      }
    }
    return List.copyOf(addresses);
  }

  private static BusAddress one(String text) {
    var colon = text.indexOf(':');
    if (colon < 0) {
      return new Unsupported(text, "it has no transport before a colon");
    }
    var keys = new LinkedHashMap<String, String>();
    for (var pair : text.substring(colon + 1).split(",", -1)) {
      var equals = pair.indexOf('=');
      var value = equals < 1 ? Optional.<String>empty() : unescaped(pair.substring(equals + 1));
      if (value.isEmpty()) {
        return new Unsupported(text, "'" + pair + "' is no KEY=VALUE");
      }
      keys.put(pair.substring(0, equals), value.get());
    }
    var guid = Optional.ofNullable(keys.get("guid"));
    return switch (text.substring(0, colon)) {
      case "unix" -> unix(text, keys, guid);
      case "tcp" -> tcp(text, keys, guid);
      default -> new Unsupported(text, "qm connects to unix: and tcp:");
    };
  }

  private static BusAddress unix(String text, Map<String, String> keys, Optional<String> guid) {
    var path = keys.getOrDefault("path", "");
    if (!path.isEmpty()) {
      return path.indexOf('\0') < 0
          ? new Unix(path, guid)
          : new Unsupported(text, "a path with the character 0");
    }
    var name = keys.getOrDefault("abstract", "");
    return name.isEmpty()
        ? new Unsupported(text, "it has neither path= nor abstract=")
        : new Abstract(name, guid);
  }

  private static BusAddress tcp(String text, Map<String, String> keys, Optional<String> guid) {
    var host = keys.getOrDefault("host", "");
    try {
      var port = Integer.parseInt(keys.getOrDefault("port", ""));
      if (!host.isEmpty() && port > 0 && port <= 0xffff) {
        return new Tcp(host, port, guid);
      }
    } catch (NumberFormatException notOne) {
      // said below
    }
    return new Unsupported(text, "it has no host= with a port= from 1 to 65535");
  }

  /** Bytes are written as %HH where they are not of the few that may stand for themselves. */
  private static Optional<String> unescaped(String text) {
    if (text.indexOf('%') < 0) {
      return Optional.of(text);
    }
    var bytes = new ByteArrayOutputStream();
    for (var i = 0; i < text.length(); i++) {
      if (text.charAt(i) != '%') {
        bytes.writeBytes(text.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
        continue;
      }
      if (i + 2 >= text.length()) {
        return Optional.empty();
      }
      var high = Character.digit(text.charAt(i + 1), 16);
      var low = Character.digit(text.charAt(i + 2), 16);
      if (high < 0 || low < 0) {
        return Optional.empty();
      }
      bytes.write(high * 16 + low);
      i += 2;
    }
    return Optional.of(bytes.toString(StandardCharsets.UTF_8));
  }
}
