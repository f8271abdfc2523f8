package dev.qm.partition.ipc.declared;

import dev.qm.host.HostException;
import dev.qm.host.file.ConfinedPath;
import dev.qm.partition.Layout;
import dev.qm.partition.PartitionSpec;
import dev.qm.quadlet.read.QuadletReader;
import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.read.UnitTree;
import dev.qm.quadlet.syntax.CommandWords;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.syntax.UnitFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The Quadlet units in the partition's folders that outlive a restart: those of its own {@code
 * /etc}, and those of its rootfs. All of it may be hostile.
 *
 * @param units each with its drop-ins; where both trees have one of a name, that of {@code /etc}
 * @param pods the Kubernetes files that {@code .kube} units name
 * @param problems what could not be read
 */
public record PartitionUnits(List<QuadletUnit> units, List<Pod> pods, List<Problem> problems) {
  /** So many Kubernetes files are read, and so many characters of them. */
  private static final int MOST_PODS = 1000;

  private static final int MOST_TEXT = 32 << 20;

  private static final String ETC = "/etc";
  private static final String VAR = "/var";

  public PartitionUnits {
    units = List.copyOf(units);
    pods = List.copyOf(pods);
    problems = List.copyOf(problems);
  }

  /**
   * A Kubernetes file.
   *
   * @param unit that names it
   * @param file where it is
   */
  public record Pod(QuadletUnit unit, Path file, String text) {}

  /** Reads the units of a partition. */
  public static PartitionUnits read(PartitionSpec spec) throws HostException {
    return read(spec, Integer.MAX_VALUE);
  }

  /**
   * Reads the units of a partition.
   *
   * @param files how many are read of each of its trees; a unit more is a problem
   */
  public static PartitionUnits read(PartitionSpec spec, int files) throws HostException {
    var layout = spec.layout();
    // by the names that users know: what is found is named after them
    var etc = spec.root().at(layout.etc());
    var rootfs = spec.root().at(layout.rootfs());
    // one reading: inside, a unit of either tree has its drop-ins of both
    var reading =
        QuadletReader.readTrees(
            List.of(
                tree(etc, "containers/systemd", files),
                tree(rootfs, "usr/share/containers/systemd", files)));
    return new PartitionUnits(
        reading.units(), pods(spec, layout, reading.units()), reading.problems());
  }

  private static UnitTree tree(Path top, String folder, int files) {
    return new UnitTree(
        top, List.of(top.resolve(folder)), new CountedDisk(new HostileDisk(top), files));
  }

  /** The files that Yaml= names; those that cannot be read are their units' own problem. */
  private static List<Pod> pods(PartitionSpec spec, Layout layout, List<QuadletUnit> units) {
    var pods = new ArrayList<Pod>();
    var length = 0;
    for (var unit : units) {
      for (var yaml : unit.unit().values("Kube", "Yaml")) {
        for (var word : CommandWords.split(yaml.value())) {
          if (pods.size() >= MOST_PODS || length >= MOST_TEXT) {
            return pods;
          }
          try {
            var pod = pod(spec, layout, unit, word);
            length += pod.text().length();
            pods.add(pod);
          } catch (HostException unreadable) {
            // `qm quadlet check` says so
          }
        }
      }
    }
    return pods;
  }

  private static Pod pod(PartitionSpec spec, Layout layout, QuadletUnit unit, String named)
      throws HostException {
    var file = file(spec, layout, unit, named);
    var tree = ConfinedPath.resolve(spec.root().directory(), file.tree());
    var bytes = ConfinedPath.readBounded(tree, file.inside(), QuadletReader.MOST_BYTES);
    return new Pod(
        unit, ConfinedPath.resolve(tree, file.inside()), new String(bytes, StandardCharsets.UTF_8));
  }

  private record InTree(String tree, String inside) {}

  /** Where a file that a unit names lies on the host. */
  private static InTree file(PartitionSpec spec, Layout layout, QuadletUnit unit, String named)
      throws HostException {
    if (named.startsWith(ETC + "/")) {
      return new InTree(layout.etc(), named.substring(ETC.length()));
    }
    if (named.startsWith(VAR + "/")) {
      return new InTree(layout.var(), named.substring(VAR.length()));
    }
    if (named.startsWith("/")) {
      return new InTree(layout.rootfs(), named);
    }
    for (var tree : List.of(layout.etc(), layout.rootfs())) {
      var top = spec.root().at(tree);
      var folder = unit.file().toAbsolutePath().getParent();
      if (folder != null && folder.startsWith(top)) {
        return new InTree(tree, "/" + top.relativize(folder) + "/" + named);
      }
    }
    throw new HostException("cannot tell where " + named + " is", "it is in no tree of QM's");
  }

  /** Every text in which a unit, a drop-in or a Kubernetes file could ask for a level. */
  List<String> texts() {
    var texts = new ArrayList<String>();
    units.stream().map(QuadletUnit::unit).map(UnitFile::text).forEach(texts::add);
    pods.stream().map(Pod::text).forEach(texts::add);
    return texts;
  }
}
