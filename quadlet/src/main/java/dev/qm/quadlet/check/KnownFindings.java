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
  private IdentityHashMap<UnitFile, Map<Class<?>, List<Problem>>> now = new IdentityHashMap<>();
  private IdentityHashMap<UnitFile, Map<Class<?>, List<Problem>>> before = new IdentityHashMap<>();

  private IdentityHashMap<UnitFile, List<TrailingComments.Comment>> commentsNow =
      new IdentityHashMap<>();
  private IdentityHashMap<UnitFile, List<TrailingComments.Comment>> commentsBefore =
      new IdentityHashMap<>();
  private final GenerationMemory generation = new GenerationMemory();

  /** What units became. */
  GenerationMemory generation() {
    return generation;
  }

  /** A new check begins; what the one before the last had is forgotten. */
  void begin() {
    generation.begin();
    before = now;
    now = new IdentityHashMap<>();
    commentsBefore = commentsNow;
    commentsNow = new IdentityHashMap<>();
  }

  Optional<List<Problem>> of(Inspection inspection, QuadletUnit unit) {
    var found = now.get(unit.unit());
    if (found == null) {
      found = before.get(unit.unit());
      if (found == null) {
        return Optional.empty();
      }
      now.put(unit.unit(), found);
    }
    return Optional.ofNullable(found.get(inspection.getClass()));
  }

  /** What looks like a comment behind a value, whether it is one or not. */
  Optional<List<TrailingComments.Comment>> comments(QuadletUnit unit) {
    return Optional.ofNullable(commentsNow.get(unit.unit()))
        .or(() -> Optional.ofNullable(commentsBefore.get(unit.unit())));
  }

  void keepComments(QuadletUnit unit, List<TrailingComments.Comment> comments) {
    commentsNow.put(unit.unit(), comments);
  }

  void keep(Inspection inspection, QuadletUnit unit, List<Problem> problems) {
    now.computeIfAbsent(unit.unit(), any -> new HashMap<>())
        .put(inspection.getClass(), List.copyOf(problems));
  }
}
