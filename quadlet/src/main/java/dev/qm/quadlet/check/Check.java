package dev.qm.quadlet.check;

import dev.qm.quadlet.compiled.Compilation;
import dev.qm.quadlet.compiled.CompiledFolder;
import dev.qm.quadlet.generate.Quadlet;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.read.Reading;
import dev.qm.quadlet.syntax.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds all that is wrong with a set of units in one run: what Podman would refuse, what it would
 * drop without a word, what the Podman of a machine is too old for, and what does not go together.
 *
 * <p>Source: {@code podman-systemd.unit(5)}, {@code systemd.syntax(7)}.
 */
public final class Check {
  private Check() {}

  /**
   * Checks units against each other and against a machine.
   *
   * @param reading the units, with what could not be read of them
   * @param settings the machine: its scope, its Podman, its files
   * @return the problems, by file, line and column; each once
   */
  public static List<Problem> run(Reading reading, Settings settings) {
    return run(reading, settings, Optional.empty());
  }

  /** The same; what is known of single units is not looked for again. */
  static List<Problem> run(Reading reading, Settings settings, Optional<KnownFindings> known) {
    List<Problem> problems = new ArrayList<>(reading.problems());
    problems.addAll(
        TrailingComments.apart(reading.units(), units -> about(units, settings, known), known));
    return inOrder(problems);
  }

  private static List<Problem> about(
      List<QuadletUnit> units, Settings settings, Optional<KnownFindings> known) {
    var generation =
        Quadlet.generate(
            units,
            settings,
            known.isPresent() ? Optional.of(known.get().generation()) : Optional.empty());
    var subject = new Inspection.Subject(units, generation, settings, known);
    List<Problem> problems = new ArrayList<>(generation.problems());
    for (var inspection : Inspection.all()) {
      problems.addAll(inspection.inspect(subject));
    }
    return problems;
  }

  /**
   * Checks units as {@link #run(Reading, Settings)} does, and the services that were compiled from
   * them before.
   *
   * @param reading the units, with what could not be read of them
   * @param settings the machine that the services are for
   * @param compiled the folder of the compiled services
   * @return the problems, by file, line and column; each once
   */
  public static List<Problem> run(Reading reading, Settings settings, Path compiled) {
    var problems = new ArrayList<>(run(reading, settings));
    var compilation = Compilation.of(Quadlet.generate(reading.units(), settings));
    problems.addAll(new CompiledFolder(compiled).compare(compilation).problems());
    return inOrder(problems);
  }

  /**
   * Each finding once: what a generator warns of, since it goes on without what it loses, costs the
   * unit something all the same.
   */
  private static Set<Problem> worst(List<Problem> problems) {
    Set<Problem> all = new LinkedHashSet<>(problems);
    for (var problem : problems) {
      if (problem.severity() == Problem.Severity.ERROR) {
        all.remove(problem.as(Problem.Severity.WARNING));
      }
    }
    return all;
  }

  private static List<Problem> inOrder(List<Problem> problems) {
    List<Problem> sorted = new ArrayList<>(worst(problems));
    sorted.sort(Problem.BY_PLACE);
    return List.copyOf(sorted);
  }
}
