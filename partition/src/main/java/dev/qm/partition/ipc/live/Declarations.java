package dev.qm.partition.ipc.live;

import dev.qm.host.HostException;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.ipc.declared.HostileDisk;
import dev.qm.partition.ipc.declared.NativeServer;
import dev.qm.partition.ipc.declared.SocketUnit;
import dev.qm.quadlet.read.Folders;
import dev.qm.quadlet.read.QuadletReader;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.UnitFile;
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

  /** The variable by which a container of {@code qm ipc new} knows its socket. */
  private static final String SOCKET_VARIABLE = "QM_IPC_SOCKET=";

  private static final List<String> LISTEN =
      List.of("ListenStream", "ListenDatagram", "ListenSequentialPacket", "ListenFIFO");

  public Declarations {
    sockets = Map.copyOf(sockets);
    insideSockets = Map.copyOf(insideSockets);
    volumes = Map.copyOf(volumes);
    ports = List.copyOf(ports);
  }

  /** Reads the unit files of the machine and of the partition. */
  public static Declarations of(PartitionSpec spec) throws HostException {
    var root = spec.root();
    var sockets = new LinkedHashMap<String, Origin>();
    for (var socket : SocketUnit.all(root)) {
      for (var listening : socket.listening(LISTEN)) {
        sockets.put(listening.path(), listening.entry().origin());
      }
    }
    for (var server : NativeServer.all(root)) {
      sockets.put(server.path(), server.entry().origin());
    }
    for (var unit :
        QuadletReader.read(root.directory(), Folders.system(root.directory())).units()) {
      variables(unit.unit(), sockets);
    }
    var inside = new LinkedHashMap<String, Origin>();
    var etc = root.at(spec.layout().etc());
    var units =
        QuadletReader.read(etc, List.of(etc.resolve("containers/systemd")), new HostileDisk(etc));
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
}
