package dev.qm.cli.command.quadlet;

import dev.qm.cli.parse.UsageException;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.ConfinedPath;
import dev.qm.partition.Layout;
import dev.qm.partition.PartitionSpec;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletReader;
import dev.qm.quadlet.read.UnitDisk;
import dev.qm.quadlet.read.UnitType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The files of units and drop-ins that a command may write. No link is followed on the way down: it
 * leads to what is found where it lies, or to what the command line does not name. None is in the
 * partition's own trees, where a folder may become another one at any moment.
 */
final class UnitPlaces {
  private static final String DROP_IN = ".conf";
  private static final String DROP_INS = ".d";

  /** What packages bring lies there: their next version would bring it again. */
  private static final String OF_PACKAGES = "/usr";

  private UnitPlaces() {}

  /**
   * The files that paths name: a folder all units and drop-ins below it.
   *
   * @throws UsageException for what is none of these
   */
  static Set<Path> named(Root root, List<String> paths)
      throws UsageException, HostException, IOException {
    var hostile = hostile(root);
    Set<Path> files = new LinkedHashSet<>();
    for (var text : paths) {
      var path = Path.of(text);
      var file = Files.isDirectory(path) ? path.toRealPath() : file(path);
      if (hostile.stream().anyMatch(file::startsWith)) {
        throw new UsageException(
            "in the partition's own trees: " + path,
            "its root may put another file there meanwhile; take it out with `qm cp`, work on"
                + " that, and bring it back");
      }
      if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
        below(file, hostile, files);
      } else {
        files.add(file);
      }
    }
    return files;
  }

  /**
   * The same, and the drop-ins that are for a named unit alone.
   *
   * @throws UsageException for what is none of these
   */
  static Set<Path> withDropIns(Root root, List<String> paths)
      throws UsageException, HostException, IOException {
    var files = named(root, paths);
    for (var text : paths) {
      var path = Path.of(text);
      if (!Files.isDirectory(path) && isUnit(file(path))) {
        var folder = Path.of(file(path) + DROP_INS);
        if (UnitDisk.OWN.kind(folder) == UnitDisk.Kind.FOLDER) {
          below(folder, hostile(root), files);
        }
      }
    }
    return files;
  }

  /** Where a hostile root may exchange whatever is written: the partition's trees. */
  private static List<Path> hostile(Root root) throws HostException, IOException {
    var layout = PartitionSpec.load(root).map(PartitionSpec::layout).orElse(Layout.DEFAULT);
    List<Path> trees = new ArrayList<>();
    for (var tree : layout.trees()) {
      var place = root.at(tree);
      if (Files.exists(place)) {
        trees.add(place.toRealPath());
      }
    }
    return trees;
  }

  /** The files in the folders that a machine's Podman reads, but those that packages brought. */
  static Set<Path> ofMachine(Root root, Settings.Scope scope) throws HostException, IOException {
    Set<Path> files = new LinkedHashSet<>();
    for (var folder : folders(root, scope)) {
      below(folder, List.of(), files);
    }
    return files;
  }

  /** These folders, by their real names. */
  static List<Path> folders(Root root, Settings.Scope scope) throws HostException, IOException {
    List<Path> folders = new ArrayList<>();
    for (var folder : SearchPath.of(root, scope).folders()) {
      var inside = "/" + root.directory().relativize(folder);
      if (!Path.of(inside).startsWith(OF_PACKAGES)) {
        var real = ConfinedPath.resolve(root.directory(), inside);
        if (Files.isDirectory(real, LinkOption.NOFOLLOW_LINKS)) {
          folders.add(real);
        }
      }
    }
    return folders;
  }

  private static Path file(Path path) throws UsageException, IOException {
    if (Files.isSymbolicLink(path)) {
      throw new UsageException(
          "a symbolic link: " + path,
          "name the file that it leads to: " + Files.readSymbolicLink(path));
    }
    if (!Files.exists(path)) {
      throw new UsageException(
          "no such file or folder: " + path, "name a unit, or a folder that holds units");
    }
    var absolute = path.toAbsolutePath();
    var folder = Optional.ofNullable(absolute.getParent()).orElse(absolute).toRealPath();
    var file = folder.resolve(name(path));
    if (!isUnit(file) && !isDropIn(file)) {
      throw new UsageException(
          "not a Quadlet unit: " + path,
          "the name of a unit ends in .container, .volume, .network, .kube, .pod, .image,"
              + " .build or .artifact; that of a drop-in in .conf, in a folder such as"
              + " radio.container.d");
    }
    return file;
  }

  /** Adds what is below a folder, by folders and in the order of names. */
  private static void below(Path top, List<Path> hostile, Set<Path> files) throws HostException {
    var open = new ArrayDeque<>(List.of(top));
    while (!open.isEmpty()) {
      var folder = open.remove();
      for (var entry : entries(folder)) {
        switch (UnitDisk.OWN.kind(entry)) {
          case FOLDER -> {
            if (!hostile.contains(entry)) {
              open.add(entry);
            }
          }
          case FILE -> {
            if (isUnit(entry) || isDropIn(entry)) {
              files.add(entry);
            }
          }
          case LINK, OTHER -> {}
        }
      }
    }
  }

  private static List<Path> entries(Path folder) throws HostException {
    try {
      List<Path> entries = new ArrayList<>();
      for (var name : UnitDisk.OWN.names(folder, QuadletReader.MOST_FILES)) {
        entries.add(folder.resolve(name));
      }
      entries.sort(null);
      return entries;
    } catch (IOException failure) {
      throw new HostException("cannot list " + folder, failure, "see to its permissions");
    }
  }

  private static boolean isUnit(Path file) {
    return UnitType.ofFileName(name(file)).isPresent() && !name(folder(file)).endsWith(DROP_INS);
  }

  /** True in {@code radio.container.d} and in {@code container.d}. */
  private static boolean isDropIn(Path file) {
    var folder = name(folder(file));
    return name(file).endsWith(DROP_IN)
        && folder.endsWith(DROP_INS)
        && UnitType.ofFileName("." + folder.substring(0, folder.length() - DROP_INS.length()))
            .isPresent();
  }

  private static Path folder(Path file) {
    return Optional.ofNullable(file.getParent()).orElse(file);
  }

  private static String name(Path path) {
    return Optional.ofNullable(path.getFileName()).map(Path::toString).orElse("");
  }
}
