package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.host.file.ConfinedPath;
import dev.qm.partition.landing.NewFile;
import dev.qm.partition.landing.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The partition's own configuration: its Podman's, its storage, its SELinux contexts, its host name
 * and user id ranges. What lies under {@code etc/} goes into the partition's {@code /etc}, the rest
 * into the rootfs.
 */
record PartitionFiles(Site site) implements Step {

  /** Bytes; none of our files comes near this size. */
  private static final int LONGEST = 4 << 20;

  /** Units that are switched on, with the target that wants them. */
  private static final List<String> ENABLED =
      List.of(
          "sysinit.target.wants/qm-network-settings.service",
          "basic.target.wants/qm-clear-leftovers.service");

  @Override
  public String title() {
    return "write the partition's own settings into " + site.at(site.layout().etc());
  }

  @Override
  public boolean isDone() throws HostException {
    for (var piece : pieces()) {
      if (!site.landing().isLanded(piece)) {
        return false;
      }
    }
    for (var unit : ENABLED) {
      if (!new Links(site).isTaken(unitLink(unit))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void apply(Notes notes) throws HostException {
    for (var piece : pieces()) {
      site.land(piece, notes);
    }
    for (var unit : ENABLED) {
      new Links(site).make(unitLink(unit), ".." + unit.substring(unit.indexOf('/')), notes);
    }
  }

  private String unitLink(String unit) {
    return site.layout().etc() + "/systemd/system/" + unit;
  }

  private List<NewFile> pieces() throws HostException {
    var pieces = new ArrayList<NewFile>();
    for (var folder : folders()) {
      var base = "usr/share/qm/" + folder;
      for (var file : site.system().files(base)) {
        var source = base + "/" + file;
        pieces.add(
            NewFile.of(target(file), site.system().read(source), site.system().mode(source))
                .inPlaceOf(pristine(file)));
      }
    }
    pieces.add(text("etc/hostname", site.layout().hostname() + "\n"));
    var ids = SubordinateIds.inside(site.isolation());
    pieces.add(text("etc/subuid", ids));
    pieces.add(text("etc/subgid", ids));
    return pieces;
  }

  /** Folders of /usr/share/qm that hold files for this partition. */
  private static List<String> folders() throws HostException {
    return Cgroups.probe(Root.HOST) instanceof Cgroups.V2
        ? List.of("partition", "partition-cgroup2")
        : List.of("partition");
  }

  private NewFile text(String file, String content) {
    return NewFile.of(target(file), content).inPlaceOf(pristine(file));
  }

  /** The digest of what a package of the rootfs has there: no edit of the user's. */
  private Optional<String> pristine(String file) {
    var rootfs = site.layout().rootfs();
    // in a rootfs that somebody else made, or once ours was changed, the file is theirs
    if (!file.startsWith("etc/")
        && (!site.ledger().holds(new Mark.Tree(rootfs))
            || site.ledger().landed(target(file)).isPresent())) {
      return Optional.empty();
    }
    try {
      return Optional.of(Sha256.of(ConfinedPath.readBounded(site.at(rootfs), file, LONGEST)));
    } catch (HostException none) {
      return Optional.empty();
    }
  }

  private String target(String file) {
    return file.startsWith("etc/")
        ? site.layout().etc() + file.substring("etc".length())
        : site.layout().rootfs() + "/" + file;
  }
}
