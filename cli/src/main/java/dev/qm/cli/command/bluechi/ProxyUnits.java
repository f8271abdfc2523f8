package dev.qm.cli.command.bluechi;

import dev.qm.bluechi.configuration.Machine.Where;
import dev.qm.bluechi.configuration.ProxyInspection;
import dev.qm.bluechi.configuration.ProxyInspection.Unit;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.file.HostileTree;
import dev.qm.partition.PartitionSpec;
import dev.qm.quadlet.syntax.UnitFile;
import dev.qm.quadlet.syntax.UnitSyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The unit files and quadlets in an {@code /etc} that name proxies of BlueChi. Links are no files
 * of their own, and units of packages name no node.
 */
final class ProxyUnits {
  private static final List<String> FOLDERS = List.of("systemd/system", "containers/systemd");

  /** Bytes of a unit. */
  private static final int LONGEST = 1 << 16;

  /** Files of one side. */
  private static final int MOST_FILES = 2000;

  /** Bytes of all that are looked at. */
  private static final long MOST_BYTES = 8 << 20;

  private final Where where;
  private final Path place;
  private final HostileTree tree;
  private final List<Unit> units = new ArrayList<>();
  private int files;
  private long bytes;

  private ProxyUnits(Where where, Path place, HostileTree tree) {
    this.where = where;
    this.place = place;
    this.tree = tree;
  }

  /** Those of both sides; what cannot be read has no proxies. */
  static List<Unit> read(Root root, Optional<PartitionSpec> spec) {
    var units = new ArrayList<>(of(root, Where.HOST, "/etc"));
    spec.ifPresent(known -> units.addAll(of(root, Where.INSIDE, known.layout().etc())));
    return units;
  }

  private static List<Unit> of(Root root, Where where, String etc) {
    try {
      var top = ConfinedPath.resolve(root.directory(), etc);
      if (!Files.isDirectory(top)) {
        return List.of();
      }
      var side = new ProxyUnits(where, root.at(etc), new HostileTree(top));
      FOLDERS.forEach(side::folder);
      return side.units;
    } catch (HostException unreadable) {
      return List.of();
    }
  }

  private void folder(String folder) {
    for (var name : names(folder)) {
      var inside = folder + "/" + name;
      if (!FileTree.isPlain(name)) {
        continue;
      }
      if (name.endsWith(".d")) {
        dropIns(inside, name.substring(0, name.length() - ".d".length()));
      } else if (name.indexOf('.') > 0 && !name.endsWith(".wants") && !name.endsWith(".requires")) {
        file(inside, name);
      }
    }
  }

  private void dropIns(String folder, String unit) {
    for (var name : names(folder)) {
      if (name.endsWith(".conf") && FileTree.isPlain(name)) {
        file(folder + "/" + name, unit);
      }
    }
  }

  private List<String> names(String folder) {
    try {
      return tree.list(folder);
    } catch (HostException aLink) {
      // what it leads to is not ours to read
      return List.of();
    }
  }

  private void file(String inside, String unit) {
    if (files == MOST_FILES || bytes > MOST_BYTES) {
      return;
    }
    files++;
    try {
      var content = tree.read(inside, LONGEST).content();
      if (content.isEmpty()) {
        return;
      }
      bytes += content.get().length();
      var text = new String(content.get().bytes(), StandardCharsets.UTF_8);
      if (text.contains(ProxyInspection.PROXY)) {
        units.add(new Unit(where, unit, UnitFile.parse(place.resolve(inside), text)));
      }
    } catch (HostException | UnitSyntaxException unreadable) {
      // `qm quadlet check` and systemd say so
    }
  }
}
