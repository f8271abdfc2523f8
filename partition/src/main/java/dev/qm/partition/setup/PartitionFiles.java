package dev.qm.partition.setup;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.cgroup.Cgroups;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The partition's own configuration: its Podman's, its storage, its SELinux contexts, its host name
 * and user id ranges. What lies under {@code etc/} goes into the partition's {@code /etc}, the rest
 * into the rootfs.
 */
record PartitionFiles(Site site) implements Step {

  /**
   * One file and where it goes.
   *
   * @param pristine what a package of the rootfs has there: no edit of the user's
   */
  @SuppressWarnings("ArrayRecordComponent") // pieces are written, never compared
  private record Piece(String path, byte[] content, String mode, Optional<Path> pristine) {}

  /** Units that are switched on, with the target that wants them. */
  private static final List<String> ENABLED =
      List.of("sysinit.target.wants/qm-network-settings.service");

  @Override
  public String title() {
    return "write the partition's own settings into " + site.at(site.layout().etc());
  }

  @Override
  public boolean isDone() throws HostException {
    for (var piece : pieces()) {
      if (!site.landing().isLanded(piece.path(), piece.content(), piece.pristine())) {
        return false;
      }
    }
    for (var unit : ENABLED) {
      if (!site.landing().isTaken(unitLink(unit))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void apply(Notes notes) throws HostException {
    for (var piece : pieces()) {
      site.landing().land(piece.path(), piece.content(), piece.mode(), piece.pristine(), notes);
    }
    for (var unit : ENABLED) {
      site.landing().link(unitLink(unit), ".." + unit.substring(unit.indexOf('/')), notes);
    }
  }

  private String unitLink(String unit) {
    return site.layout().etc() + "/systemd/system/" + unit;
  }

  private List<Piece> pieces() throws HostException {
    var pieces = new ArrayList<Piece>();
    for (var folder : folders()) {
      var base = "usr/share/qm/" + folder;
      for (var file : site.system().files(base)) {
        var source = base + "/" + file;
        pieces.add(
            new Piece(
                target(file),
                site.system().read(source),
                site.system().mode(source),
                pristine(file)));
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

  private Piece text(String file, String content) {
    return new Piece(
        target(file), content.getBytes(StandardCharsets.UTF_8), "0644", pristine(file));
  }

  private Optional<Path> pristine(String file) {
    var rootfs = site.layout().rootfs();
    // in a rootfs that somebody else made, or once ours was changed, the file is theirs
    return file.startsWith("etc/")
            || (site.ledger().holds(new Mark.Tree(rootfs))
                && site.ledger().landed(target(file)).isEmpty())
        ? Optional.of(site.at(rootfs).resolve(file))
        : Optional.empty();
  }

  private String target(String file) {
    return file.startsWith("etc/")
        ? site.layout().etc() + file.substring("etc".length())
        : site.layout().rootfs() + "/" + file;
  }
}
