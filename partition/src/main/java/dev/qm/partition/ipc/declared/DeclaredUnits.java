package dev.qm.partition.ipc.declared;

import dev.qm.host.HostException;
import dev.qm.host.file.ConfinedPath;
import dev.qm.partition.PartitionSpec;
import dev.qm.quadlet.generate.Quadlet;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.Folders;
import dev.qm.quadlet.read.QuadletReader;
import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.read.SystemdReader;
import dev.qm.quadlet.read.UnitType;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/**
 * All unit files that can declare a channel, of both sides.
 *
 * @param spec the partition, with what is mounted into it
 * @param sockets of the host
 * @param services of the host that make a socket in /run/ipc by themselves and are no containers
 * @param host the host's containers, the partition itself left out
 * @param inside the partition's containers
 * @param pods the Kubernetes files that run in the partition
 */
record DeclaredUnits(
    PartitionSpec spec,
    List<SocketUnit> sockets,
    List<NativeServer> services,
    List<ContainerUnit> host,
    List<ContainerUnit> inside,
    List<PartitionUnits.Pod> pods) {
  DeclaredUnits {
    sockets = List.copyOf(sockets);
    services = List.copyOf(services);
    host = List.copyOf(host);
    inside = List.copyOf(inside);
    pods = List.copyOf(pods);
  }

  static DeclaredUnits read(PartitionSpec spec) throws HostException {
    return read(spec, PartitionUnits.read(spec));
  }

  /** As {@link #read(PartitionSpec)}, where the partition's own have been read already. */
  static DeclaredUnits read(PartitionSpec spec, PartitionUnits partition) throws HostException {
    var root = spec.root().directory();
    var host =
        QuadletReader.read(root, Folders.system(root)).units().stream()
            .filter(unit -> !unit.name().equals(PartitionSpec.UNIT))
            .toList();
    return new DeclaredUnits(
        spec,
        SocketUnit.all(spec.root()),
        NativeServer.all(spec.root()),
        containers(spec, host),
        containers(spec, partition.units()),
        partition.pods());
  }

  private static List<ContainerUnit> containers(PartitionSpec spec, List<QuadletUnit> units) {
    var services = new HashMap<String, String>();
    for (var service :
        Quadlet.generate(units, Settings.rooted(spec.root().directory())).services()) {
      services.put(service.source().name(), service.name());
    }
    var containers = new ArrayList<ContainerUnit>();
    for (var unit : units) {
      if (unit.type().equals(Optional.of(UnitType.CONTAINER))) {
        var stem = unit.name().substring(0, unit.name().lastIndexOf('.'));
        containers.add(
            new ContainerUnit(unit, services.getOrDefault(unit.name(), stem + ".service")));
      }
    }
    return containers;
  }

  /** Whether systemd of the host has a service file of this name, not made from a quadlet. */
  boolean hasNativeService(String service) throws HostException {
    for (var folder : SystemdReader.FOLDERS) {
      var place = ConfinedPath.resolve(spec.root().directory(), folder).resolve(service);
      if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
        return true;
      }
    }
    return false;
  }

  /** What is mounted into the partition. */
  List<ContainerUnit.Mounted> border() {
    return ContainerUnit.mounts(spec.quadlet());
  }
}
