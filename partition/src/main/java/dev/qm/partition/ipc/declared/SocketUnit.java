package dev.qm.partition.ipc.declared;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.quadlet.read.SystemdReader;
import dev.qm.quadlet.read.SystemdUnit;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.UnitFile;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A socket unit of the host with its drop-ins, from wherever systemd takes it: systemd.socket(5).
 *
 * @param systemd what systemd reads
 */
public record SocketUnit(SystemdUnit systemd) {
  private static final String SOCKET = "Socket";
  private static final String SUFFIX = ".socket";

  /** A path that a socket unit listens on, and the line that says it. */
  public record Listening(String path, Entry entry) {}

  /** The socket units of a machine, by name; those that are masked or an alias left out. */
  public static List<SocketUnit> all(Root root) throws HostException {
    try {
      var units = new ArrayList<SocketUnit>();
      for (var unit : SystemdReader.readAll(root.directory(), SUFFIX)) {
        units.add(new SocketUnit(unit));
      }
      return units;
    } catch (IOException failure) {
      throw unreadable(failure);
    }
  }

  /**
   * One socket unit of a machine, as {@link #all} has it.
   *
   * @param stem its name without {@code .socket}
   */
  public static Optional<SocketUnit> find(Root root, String stem) throws HostException {
    try {
      return SystemdReader.read(root.directory(), stem + SUFFIX).map(SocketUnit::new);
    } catch (IOException failure) {
      throw unreadable(failure);
    }
  }

  private static HostException unreadable(IOException failure) {
    return new HostException(
        "cannot read the socket units of the machine",
        String.valueOf(failure.getMessage()),
        "see to the file and its permissions");
  }

  /** The name of its file, such as {@code radio.socket}. */
  public String name() {
    return systemd.name();
  }

  /** What it says, all drop-ins merged. */
  public UnitFile unit() {
    return systemd.unit();
  }

  /** The name without its suffix. */
  String stem() {
    return name().substring(0, name().length() - SUFFIX.length());
  }

  /** The paths of the stream and packet sockets; abstract and network addresses left out. */
  List<Listening> listening() {
    return listening(List.of("ListenStream", "ListenSequentialPacket"));
  }

  /** The paths that these settings of [Socket] name. */
  public List<Listening> listening(List<String> keys) {
    var paths = new ArrayList<Listening>();
    for (var key : keys) {
      for (var entry : unit().values(SOCKET, key)) {
        var path = Specifiers.expand(entry.value(), name());
        if (path.startsWith("/")) {
          paths.add(new Listening(clean(path), entry));
        }
      }
    }
    return paths;
  }

  /** The path without empty names and dots, whatever else its names may hold. */
  private static String clean(String path) {
    var names = new ArrayDeque<String>();
    for (var name : path.split("/", -1)) {
      switch (name) {
        case "", "." -> {}
        case ".." -> names.pollLast();
        default -> names.addLast(name);
      }
    }
    return "/" + String.join("/", names);
  }

  /** The service that gets the connections. */
  public String service() {
    return unit()
        .last(SOCKET, "Service")
        .map(entry -> Specifiers.expand(entry.value(), name()))
        .filter(value -> !value.isEmpty())
        .orElse(stem() + ".service");
  }

  /** The line of a setting of [Socket]. */
  public Optional<Entry> setting(String key) {
    return unit().last(SOCKET, key);
  }
}
