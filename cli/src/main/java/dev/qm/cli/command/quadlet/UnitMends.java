package dev.qm.cli.command.quadlet;

import dev.qm.cli.parse.UsageException;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.mend.Mend;
import dev.qm.quadlet.mend.Mended;
import dev.qm.quadlet.mend.Mending;
import dev.qm.quadlet.syntax.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What can be mended in units, in the files that a command may write.
 *
 * @param places these files
 */
record UnitMends(Set<Path> places) {
  UnitMends {
    places = Set.copyOf(places);
  }

  /**
   * Units that were checked.
   *
   * @param problems what is wrong with them, and with those around them
   */
  record Checked(Target target, List<Problem> problems) {
    Checked {
      problems = List.copyOf(problems);
    }
  }

  /**
   * One mend of a file as it is on the disk.
   *
   * @param text what the file says
   */
  record Fix(Mend mend, String text) {}

  /**
   * What can be mended where paths lead, or in the system's folders if there are none.
   *
   * @throws UsageException for a path below which nothing is written
   */
  static UnitMends of(Root root, List<String> paths, Settings.Scope scope)
      throws UsageException, HostException, IOException {
    return new UnitMends(
        paths.isEmpty() ? UnitPlaces.ofMachine(root, scope) : UnitPlaces.withDropIns(root, paths));
  }

  /** The same; nothing where it would be refused, or where no problem can have a mend. */
  static UnitMends offered(
      Root root, List<String> paths, Settings.Scope scope, List<Checked> units) {
    for (var checked : units) {
      for (var problem : checked.problems()) {
        if (Mending.knows(problem.rule())) {
          try {
            return of(root, paths, scope);
          } catch (UsageException | HostException | IOException refused) {
            return new UnitMends(Set.of());
          }
        }
      }
    }
    return new UnitMends(Set.of());
  }

  /** What all mends make of the files. */
  Mended all(Checked units, Settings settings, Map<Path, WritableUnit> files) {
    var reading = units.target().reading();
    return Mending.all(reading, units.problems(), settings, texts(files));
  }

  /** How many findings that are mended. */
  int count(List<Checked> units, Settings settings) {
    var count = 0;
    for (var checked : units) {
      count += all(checked, settings, files(checked)).findings().size();
    }
    return count;
  }

  /** The mends that go together on the files as they are, by what they mend. */
  Map<Problem, Fix> once(List<Checked> units, Settings settings) {
    Map<Problem, Fix> fixes = new HashMap<>();
    for (var checked : units) {
      var texts = texts(files(checked));
      var reading = checked.target().reading();
      for (var mend : Mending.once(reading, checked.problems(), settings, texts)) {
        fixes.put(mend.problem(), new Fix(mend, texts.getOrDefault(mend.file(), "")));
      }
    }
    return fixes;
  }

  /** The files that are meant and that a mend may be for, as they are on the disk. */
  Map<Path, WritableUnit> files(Checked units) {
    Map<Path, WritableUnit> files = new HashMap<>();
    var linked = linked(units.target());
    for (var problem : units.target().about(units.problems())) {
      var file = problem.origin().file();
      if (places.contains(file)
          && !linked.contains(file)
          && !files.containsKey(file)
          && Mending.knows(problem.rule())) {
        read(file).ifPresent(unit -> files.put(file, unit));
      }
    }
    return files;
  }

  /**
   * The files that are units, or drop-ins, under another name too: what is right for a template
   * need not be right for an instance that is a link to it.
   */
  private static Set<Path> linked(Target target) {
    Set<Path> linked = new HashSet<>();
    for (var unit : target.reading().units()) {
      linked(unit.file()).ifPresent(linked::add);
      for (var dropIn : unit.dropIns()) {
        linked(dropIn).ifPresent(linked::add);
      }
    }
    return linked;
  }

  private static Optional<Path> linked(Path file) {
    try {
      var real = file.toRealPath();
      return real.equals(file) ? Optional.empty() : Optional.of(real);
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  private static Map<Path, String> texts(Map<Path, WritableUnit> files) {
    Map<Path, String> texts = new HashMap<>();
    files.forEach((file, unit) -> texts.put(file, unit.text()));
    return texts;
  }

  private static Optional<WritableUnit> read(Path file) {
    try {
      return Optional.of(WritableUnit.read(file));
    } catch (HostException unreadable) {
      // the check says so
      return Optional.empty();
    }
  }
}
