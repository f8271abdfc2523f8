package dev.qm.partition.ipc.declared;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.ConfinedPath;
import dev.qm.quadlet.syntax.Dialect;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.UnitFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A socket unit of the host with its drop-ins: systemd.socket(5).
 *
 * @param name of its file, such as {@code radio.socket}
 * @param unit what it says, all drop-ins merged
 */
public record SocketUnit(String name, UnitFile unit) {
  private static final String SOCKET = "Socket";
  private static final String SUFFIX = ".socket";

  /** systemd's folders, the most important first: systemd.unit(5). */
  static final List<String> FOLDERS =
      List.of(
          "/etc/systemd/system",
          "/run/systemd/system",
          "/usr/local/lib/systemd/system",
          "/usr/lib/systemd/system",
          "/lib/systemd/system");

  /** Bytes of a unit. */
  private static final int LONGEST = 1 << 20;

  /** A path that a socket unit listens on, and the line that says it. */
  public record Listening(String path, Entry entry) {}

  /** The socket units of a machine, by name. */
  public static List<SocketUnit> all(Root root) throws HostException {
    var files = new TreeMap<String, String>();
    for (var folder : FOLDERS) {
      for (var name : names(root, folder, SUFFIX)) {
        files.putIfAbsent(name, folder + "/" + name);
      }
    }
    var units = new ArrayList<SocketUnit>();
    for (var file : files.entrySet()) {
      var unit = read(root, file.getValue());
      if (unit.isPresent()) {
        units.add(new SocketUnit(file.getKey(), unit.get().merge(dropIns(root, file.getKey()))));
      }
    }
    return units;
  }

  private static List<UnitFile> dropIns(Root root, String name) throws HostException {
    var files = new TreeMap<String, String>();
    for (var folder : FOLDERS) {
      for (var dropIn : names(root, folder + "/" + name + ".d", ".conf")) {
        files.putIfAbsent(dropIn, folder + "/" + name + ".d/" + dropIn);
      }
    }
    var units = new ArrayList<UnitFile>();
    for (var file : files.values()) {
      read(root, file).ifPresent(units::add);
    }
    return units;
  }

  /** The files in a folder of the machine whose names end so; none when it is not there. */
  private static List<String> names(Root root, String folder, String suffix) throws HostException {
    var place = ConfinedPath.resolve(root.directory(), folder);
    if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      return List.of();
    }
    var names = new ArrayList<String>();
    try (var files = Files.newDirectoryStream(place, "*" + suffix)) {
      for (var file : files) {
        names.add(String.valueOf(file.getFileName()));
      }
    } catch (IOException | DirectoryIteratorException unreadable) {
      throw new HostException(
          "cannot list " + place,
          String.valueOf(unreadable.getMessage()),
          "see to its permissions");
    }
    return names;
  }

  /** Nothing for a masked unit, an alias, or a file that systemd could not read either. */
  private static Optional<UnitFile> read(Root root, String path) throws HostException {
    var file = root.at(path);
    try {
      if (Files.isSymbolicLink(file)
          && !Files.readSymbolicLink(file).endsWith(String.valueOf(file.getFileName()))) {
        return Optional.empty();
      }
    } catch (IOException gone) {
      return Optional.empty();
    }
    var place = ConfinedPath.resolve(root.directory(), path);
    if (!Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    var text =
        new String(
            ConfinedPath.readBounded(root.directory(), path, LONGEST), StandardCharsets.UTF_8);
    return Optional.of(UnitFile.parseAll(file, text, Dialect.SYSTEMD).unit());
  }

  /** The name without its suffix. */
  String stem() {
    return name.substring(0, name.length() - SUFFIX.length());
  }

  /** The paths of the stream and packet sockets; abstract and network addresses left out. */
  List<Listening> listening() {
    return listening(List.of("ListenStream", "ListenSequentialPacket"));
  }

  /** The paths that these settings of [Socket] name. */
  public List<Listening> listening(List<String> keys) {
    var paths = new ArrayList<Listening>();
    for (var key : keys) {
      for (var entry : unit.values(SOCKET, key)) {
        var path = Specifiers.expand(entry.value(), name);
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
  String service() {
    return unit.last(SOCKET, "Service")
        .map(entry -> Specifiers.expand(entry.value(), name))
        .filter(value -> !value.isEmpty())
        .orElse(stem() + ".service");
  }

  /** The line of a setting of [Socket]. */
  Optional<Entry> setting(String key) {
    return unit.last(SOCKET, key);
  }
}
