package dev.qm.quadlet.mend;

import dev.qm.quadlet.syntax.Line;
import dev.qm.quadlet.syntax.Problem;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Whose fault it is that more is wrong after mends. */
final class Blame {
  private Blame() {}

  /**
   * The mends that brought the very settings which are found now; of a file where none did, all.
   *
   * @param worse the findings that are new
   * @param files the files after the mends
   */
  static Predicate<Round.Candidate> of(
      List<Problem> worse, Map<Path, FileText> files, List<Round.Candidate> candidates) {
    Map<Path, Set<Said>> settings = new HashMap<>();
    for (var problem : worse) {
      var file = problem.origin().file();
      var said = settings.computeIfAbsent(file, any -> new HashSet<>());
      var text = files.get(file);
      if (text == null) {
        continue;
      }
      var place = text.at(problem.origin().line());
      if (place.isPresent() && place.get().line() instanceof Line.Setting setting) {
        said.add(Said.of(place.get().section(), setting.entry()));
      }
    }
    Set<Path> told = new HashSet<>();
    for (var candidate : candidates) {
      if (brings(candidate, settings)) {
        told.add(candidate.mend().file());
      }
    }
    return candidate ->
        told.contains(candidate.mend().file())
            ? brings(candidate, settings)
            : settings.containsKey(candidate.mend().file());
  }

  private static boolean brings(Round.Candidate candidate, Map<Path, Set<Said>> settings) {
    var found = settings.getOrDefault(candidate.mend().file(), Set.of());
    return candidate.draft().come().stream().anyMatch(found::contains);
  }
}
