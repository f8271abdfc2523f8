package dev.qm.cli.command.quadlet;

import dev.qm.cli.parse.UsageException;
import dev.qm.host.Root;
import dev.qm.quadlet.read.QuadletReader;
import dev.qm.quadlet.read.Reading;
import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.syntax.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Units that a command line means, with those around them, which they may refer to.
 *
 * @param reading the units
 * @param files the units meant; empty if all are
 */
record Target(Reading reading, Set<Path> files) {
  Target {
    files = Set.copyOf(files);
  }

  /** All units of what was read. */
  static Target all(Reading reading) {
    return new Target(reading, Set.of());
  }

  /**
   * What paths mean: a folder all its units, a file one unit, among those of its folder.
   *
   * @throws UsageException for a path that is neither
   */
  static List<Target> of(Root root, List<String> paths) throws UsageException, IOException {
    var folders = new ArrayList<Path>();
    var files = new LinkedHashSet<Path>();
    for (var text : paths) {
      var path = Path.of(text);
      if (Files.isDirectory(path)) {
        folders.add(path.toAbsolutePath().normalize());
      } else {
        files.add(file(path));
      }
    }
    var targets = new ArrayList<Target>();
    if (!folders.isEmpty()) {
      targets.add(all(QuadletReader.readNamed(root.directory(), folders)));
    }
    var parents = new LinkedHashSet<Path>();
    for (var file : files) {
      parents.add(parent(file));
    }
    for (var parent : parents) {
      var meant = new HashSet<Path>();
      for (var file : files) {
        if (parent(file).equals(parent)) {
          meant.add(file);
        }
      }
      targets.add(new Target(QuadletReader.readFlat(root.directory(), List.of(parent)), meant));
    }
    return targets;
  }

  /** The unit's file below its folder's real name, which is what the reader calls it. */
  private static Path file(Path path) throws UsageException, IOException {
    if (!Files.exists(path)) {
      throw new UsageException(
          "no such file or folder: " + path, "name a unit, or a folder that holds units");
    }
    var name = name(path);
    if (UnitType.ofFileName(name).isEmpty()) {
      throw new UsageException(
          "not a Quadlet unit: " + path,
          name.endsWith(".conf")
              ? "a drop-in is read with its unit; name that"
              : "the name of a unit ends in .container, .volume, .network, .kube, .pod, .image,"
                  + " .build or .artifact");
    }
    return parent(path.toAbsolutePath()).toRealPath().resolve(name);
  }

  private static Path parent(Path path) {
    return Optional.ofNullable(path.getParent()).orElse(Path.of("/"));
  }

  private static String name(Path path) {
    return Optional.ofNullable(path.getFileName()).map(Path::toString).orElse("");
  }

  /** How many units are meant, those that cannot be read too. */
  int count() {
    if (!files.isEmpty()) {
      return files.size();
    }
    var all = new HashSet<Path>();
    for (var unit : reading.units()) {
      all.add(unit.file());
    }
    for (var problem : reading.problems()) {
      var file = problem.origin().file();
      if (UnitType.ofFileName(name(file)).isPresent()) {
        all.add(file);
      }
    }
    return all.size();
  }

  /** Those of the problems that are about units that are meant. */
  List<Problem> about(List<Problem> problems) {
    if (files.isEmpty()) {
      return problems;
    }
    var places = new HashSet<>(files);
    for (var unit : reading.units()) {
      if (files.contains(unit.file())) {
        places.addAll(unit.dropIns());
      }
    }
    var kept = new ArrayList<Problem>();
    for (var problem : problems) {
      if (places.contains(problem.origin().file())) {
        kept.add(problem);
      }
    }
    return kept;
  }
}
