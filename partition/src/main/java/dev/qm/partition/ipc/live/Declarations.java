package dev.qm.partition.ipc.live;

import dev.qm.host.ConfinedPath;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.PartitionSpec;
import dev.qm.quadlet.Dialect;
import dev.qm.quadlet.Entry;
import dev.qm.quadlet.Folders;
import dev.qm.quadlet.Origin;
import dev.qm.quadlet.QuadletReader;
import dev.qm.quadlet.UnitFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What unit files say about ways between programs, with the line that says so.
 *
 * @param sockets the paths of sockets on the host
 * @param insideSockets the paths of sockets as containers in the partition see them
 * @param volumes the volumes of the partition, by their place in it
 */
public record Declarations(
    Map<String, Origin> sockets,
    Map<String, Origin> insideSockets,
    Map<String, Origin> volumes,
    List<Port> ports) {
  private static final String CONTAINER = "Container";
  private static final int MOST_BYTES = 1 << 20;
  private static final int MOST_UNITS = 10_000;

  /** The variable by which a container of {@code qm ipc new} knows its socket. */
  private static final String SOCKET_VARIABLE = "QM_IPC_SOCKET=";

  private static final List<String> SOCKET_FOLDERS =
      List.of("/usr/lib/systemd/system", "/run/systemd/system", "/etc/systemd/system");

  private static final List<String> LISTEN =
      List.of("ListenStream", "ListenDatagram", "ListenSequentialPacket", "ListenFIFO");

  public Declarations {
    sockets = Map.copyOf(sockets);
    insideSockets = Map.copyOf(insideSockets);
    volumes = Map.copyOf(volumes);
    ports = List.copyOf(ports);
  }

  /** Reads the unit files of the machine and of the partition. */
  public static Declarations of(PartitionSpec spec) {
    var root = spec.root();
    var sockets = new LinkedHashMap<String, Origin>();
    for (var folder : SOCKET_FOLDERS) {
      socketUnits(root, folder, sockets);
    }
    for (var unit :
        QuadletReader.read(root.directory(), Folders.system(root.directory())).units()) {
      variables(unit.unit(), sockets);
    }
    var inside = new LinkedHashMap<String, Origin>();
    var etc = root.at(spec.layout().etc());
    var units = QuadletReader.read(etc, List.of(etc.resolve("containers/systemd")));
    for (var unit : units.units()) {
      variables(unit.unit(), inside);
    }
    var volumes = new LinkedHashMap<String, Origin>();
    var ports = new ArrayList<Port>();
    var partition = spec.quadlet().unit();
    for (var entry : partition.values(CONTAINER, "Volume")) {
      volumes.put(targetOf(entry.value()), entry.origin());
    }
    for (var entry : partition.values(CONTAINER, "PublishPort")) {
      ports.add(new Port(entry.value(), entry.origin()));
    }
    return new Declarations(sockets, inside, volumes, ports);
  }

  /** {@code HOST:INSIDE[:OPTIONS]}, or {@code INSIDE} alone for one that Podman makes. */
  static String targetOf(String volume) {
    var first = volume.indexOf(':');
    var second = volume.indexOf(':', first + 1);
    if (first < 0) {
      return volume;
    }
    var target = second < 0 ? volume.substring(first + 1) : volume.substring(first + 1, second);
    return target.length() > 1 && target.endsWith("/")
        ? target.substring(0, target.length() - 1)
        : target;
  }

  private static void socketUnits(Root root, String folder, Map<String, Origin> into) {
    var names = new ArrayList<Path>();
    try (var files = Files.newDirectoryStream(root.at(folder), "*.{socket,socket.d}")) {
      for (var file : files) {
        if (names.size() < MOST_UNITS) {
          names.add(file);
        }
      }
    } catch (IOException | DirectoryIteratorException none) {
      return;
    }
    for (var file : names) {
      if (String.valueOf(file.getFileName()).endsWith(".d")) {
        dropIns(root, file, folder, into);
      } else {
        socketUnit(root, file, folder + "/" + file.getFileName(), into);
      }
    }
  }

  private static void dropIns(Root root, Path dropIns, String folder, Map<String, Origin> into) {
    try (var files = Files.newDirectoryStream(dropIns, "*.conf")) {
      for (var file : files) {
        var name = folder + "/" + dropIns.getFileName() + "/" + file.getFileName();
        socketUnit(root, file, name, into);
      }
    } catch (IOException | DirectoryIteratorException none) {
      return;
    }
  }

  private static void socketUnit(Root root, Path file, String name, Map<String, Origin> into) {
    try {
      var bytes = ConfinedPath.readBounded(root.directory(), name, MOST_BYTES);
      var text = new String(bytes, StandardCharsets.UTF_8);
      var unit = UnitFile.parseAll(file, text, Dialect.SYSTEMD).unit();
      for (var key : LISTEN) {
        for (var entry : unit.values("Socket", key)) {
          if (entry.value().startsWith("/") || entry.value().startsWith("%t/")) {
            into.put(expand(entry.value()), entry.origin());
          }
        }
      }
    } catch (HostException unreadable) {
      // a masked unit is a link to /dev/null
      return;
    }
  }

  private static void variables(UnitFile unit, Map<String, Origin> into) {
    for (Entry entry : unit.values(CONTAINER, "Environment")) {
      var value = unquoted(entry.value());
      if (value.startsWith(SOCKET_VARIABLE)) {
        into.put(value.substring(SOCKET_VARIABLE.length()), entry.origin());
      }
    }
  }

  private static String unquoted(String value) {
    return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
        ? value.substring(1, value.length() - 1)
        : value;
  }

  /** Of the specifiers of systemd.unit(5) only this one is common in paths of sockets. */
  private static String expand(String path) {
    return path.startsWith("%t/") ? "/run" + path.substring(2) : path;
  }
}
