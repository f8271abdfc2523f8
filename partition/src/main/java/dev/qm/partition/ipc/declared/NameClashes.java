package dev.qm.partition.ipc.declared;

import dev.qm.host.HostException;
import dev.qm.host.file.ConfinedPath;
import dev.qm.partition.PartitionSpec;
import dev.qm.quadlet.generate.GeneratedService;
import dev.qm.quadlet.generate.Quadlet;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.Folders;
import dev.qm.quadlet.read.QuadletReader;
import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.read.SystemdReader;
import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.syntax.UnitFile;
import dev.qm.quadlet.syntax.UnitSyntaxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Whether somebody else's unit or container has a name that a new channel's would have. */
final class NameClashes {
  private static final List<String> NAMES_IN_PODMAN = List.of("ContainerName", "PodName");

  private final PartitionSpec spec;
  private final List<ChannelFile> files;
  private final List<String> found = new ArrayList<>();

  private NameClashes(PartitionSpec spec, List<ChannelFile> files) {
    this.spec = spec;
    this.files = files;
  }

  /**
   * Each clash, as a clause for a user.
   *
   * @param files those of the new channel
   * @param inside the units of the partition
   */
  static List<String> of(PartitionSpec spec, List<ChannelFile> files, PartitionUnits inside)
      throws HostException {
    var clashes = new NameClashes(spec, files);
    var root = spec.root().directory();
    var host = QuadletReader.read(root, Folders.system(root)).units();
    clashes.onHost(host);
    clashes.inPartition(inside.units());
    return List.copyOf(clashes.found);
  }

  private boolean isInside(ChannelFile file) {
    return file.path().startsWith(spec.layout().etc() + "/");
  }

  private void onHost(List<QuadletUnit> others) throws HostException {
    var own = files.stream().filter(file -> !isInside(file)).toList();
    var names = quadlets(own, others);
    for (var folder : SystemdReader.FOLDERS) {
      natives(spec.root().directory(), folder, names);
    }
  }

  private void inPartition(List<QuadletUnit> others) throws HostException {
    var own = files.stream().filter(this::isInside).toList();
    var names = quadlets(own, others);
    var etc = spec.root().at(spec.layout().etc());
    var rootfs = spec.root().at(spec.layout().rootfs());
    for (var folder : SystemdReader.FOLDERS) {
      if (folder.startsWith("/etc/")) {
        natives(etc, folder.substring("/etc".length()), names);
      } else {
        natives(rootfs, folder, names);
      }
    }
  }

  /**
   * Compares with other quadlets.
   *
   * @return the names of the new units, as systemd knows them
   */
  private Set<String> quadlets(List<ChannelFile> own, List<QuadletUnit> others)
      throws HostException {
    var settings = Settings.rooted(spec.root().directory());
    var units = new ArrayList<QuadletUnit>();
    var names = new LinkedHashSet<String>();
    for (var file : own) {
      var name = file.path().substring(file.path().lastIndexOf('/') + 1);
      var place = spec.root().at(file.path());
      if (name.endsWith(".socket")) {
        names.add(name);
      } else if (file.sharing() == ChannelFile.Sharing.OWN
          && UnitType.ofFileName(name).isPresent()) {
        units.add(new QuadletUnit(name, parsed(place, file.text()), place, List.of()));
      }
    }
    var called = new LinkedHashSet<String>();
    for (var unit : units) {
      called.addAll(names(unit));
    }
    Quadlet.generate(units, settings).services().forEach(service -> names.add(service.name()));
    var foreign = new ArrayList<QuadletUnit>();
    for (var other : others) {
      if (!isOneOf(other, units)) {
        foreign.add(other);
      }
    }
    for (GeneratedService service : Quadlet.generate(foreign, settings).services()) {
      if (names.contains(service.name())) {
        found.add(service.source().file() + " makes a " + service.name());
      }
    }
    for (var other : foreign) {
      for (var name : names(other)) {
        if (called.contains(name)) {
          found.add(other.file() + " calls a container or pod " + name);
        }
      }
    }
    return names;
  }

  private static boolean isOneOf(QuadletUnit other, List<QuadletUnit> own) throws HostException {
    for (var unit : own) {
      try {
        if (unit.name().equals(other.name())
            && Files.exists(unit.file(), LinkOption.NOFOLLOW_LINKS)
            && Files.isSameFile(unit.file(), other.file())) {
          return true;
        }
      } catch (IOException failure) {
        throw new HostException("cannot compare " + unit.file() + " with others", failure);
      }
    }
    return false;
  }

  private static List<String> names(QuadletUnit unit) {
    var names = new ArrayList<String>();
    var type = unit.type();
    if (type.isPresent()) {
      for (var key : NAMES_IN_PODMAN) {
        unit.unit().last(type.get().section(), key).ifPresent(entry -> names.add(entry.value()));
      }
    }
    return names;
  }

  private static UnitFile parsed(Path place, String text) throws HostException {
    try {
      return UnitFile.parse(place, text);
    } catch (UnitSyntaxException broken) {
      throw new HostException("QM's own file is broken", String.valueOf(broken.getMessage()));
    }
  }

  /** Units of systemd itself: they win over what a generator makes. */
  private void natives(Path tree, String folder, Set<String> names) throws HostException {
    var place = ConfinedPath.resolve(tree, folder);
    var own = new LinkedHashSet<Path>();
    for (var file : files) {
      own.add(spec.root().at(file.path()));
    }
    for (var name : names) {
      var unit = place.resolve(name);
      if (ConfinedPath.isTaken(tree, folder + "/" + name) && !own.contains(unit)) {
        var clash = "there is a unit " + unit;
        if (!found.contains(clash)) {
          found.add(clash);
        }
      }
    }
  }
}
