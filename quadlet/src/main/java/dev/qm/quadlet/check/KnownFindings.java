package dev.qm.quadlet.check;

import dev.qm.quadlet.generate.GenerationMemory;
import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.syntax.UnitFile;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was found in single units, by the very object that holds what a unit says: it cannot change,
 * so what was found in it cannot either.
 */
final class KnownFindings {
  private IdentityHashMap<UnitFile, OfUnit> now = new IdentityHashMap<>();
  private IdentityHashMap<UnitFile, OfUnit> before = new IdentityHashMap<>();
  private final GenerationMemory generation = new GenerationMemory();

  /** What was found in one unit. */
  private static final class OfUnit {
    private final Map<Class<?>, List<Problem>> problems = new HashMap<>();
    private Optional<List<TrailingComments.Comment>> comments = Optional.empty();
  }

  /** What units became. */
  GenerationMemory generation() {
    return generation;
  }

  /** A new check begins; what the one before the last had is forgotten. */
  void begin() {
    generation.begin();
    before = now;
    now = new IdentityHashMap<>();
  }

  Optional<List<Problem>> of(Inspection inspection, QuadletUnit unit) {
    return Optional.ofNullable(of(unit).problems.get(inspection.getClass()));
  }

  void keep(Inspection inspection, QuadletUnit unit, List<Problem> problems) {
    of(unit).problems.put(inspection.getClass(), List.copyOf(problems));
  }

  /** What looks like a comment behind a value, whether it is one or not. */
  Optional<List<TrailingComments.Comment>> comments(QuadletUnit unit) {
    return of(unit).comments;
  }

  void keepComments(QuadletUnit unit, List<TrailingComments.Comment> comments) {
    of(unit).comments = Optional.of(comments);
  }

  private OfUnit of(QuadletUnit unit) {
    return now.computeIfAbsent(
        unit.unit(), file -> Optional.ofNullable(before.get(file)).orElseGet(OfUnit::new));
  }
}
