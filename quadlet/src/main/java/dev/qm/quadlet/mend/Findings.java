package dev.qm.quadlet.mend;

import dev.qm.quadlet.syntax.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Findings compared with those of another check, whatever lines they are in by now. */
final class Findings {
  private Findings() {}

  /** The findings that were not there before, or not as often. */
  static List<Problem> newOnes(List<Problem> before, List<Problem> after) {
    Map<Known, Integer> known = new HashMap<>();
    for (var problem : before) {
      known.merge(Known.of(problem), 1, Integer::sum);
    }
    List<Problem> newOnes = new ArrayList<>();
    for (var problem : after) {
      if (known.merge(Known.of(problem), -1, Integer::sum) < 0) {
        newOnes.add(problem);
      }
    }
    return newOnes;
  }

  /** Finds among findings each of some that another check has found again. */
  static final class Search {
    private final Set<Problem> left;

    Search(List<Problem> problems) {
      this.left = new LinkedHashSet<>(problems);
    }

    /** The finding that {@code later} is: the very same, or else the most alike; each once. */
    Optional<Problem> next(Problem later) {
      var best = Optional.of(later).filter(left::contains);
      if (best.isEmpty()) {
        var known = Known.of(later);
        for (var problem : left) {
          var isAlike = Known.of(problem).equals(known);
          if (isAlike && problem.why().equals(later.why())) {
            best = Optional.of(problem);
            break;
          }
          if (isAlike && best.isEmpty()) {
            best = Optional.of(problem);
          }
        }
      }
      best.ifPresent(left::remove);
      return best;
    }
  }

  /**
   * What a finding says, with no number of a line in it; what it leads to, and what to do, follow
   * from that.
   */
  private record Known(Path file, Problem.Severity severity, String rule, String message) {
    static Known of(Problem problem) {
      return new Known(
          problem.origin().file(),
          problem.severity(),
          problem.rule(),
          withoutNumbers(problem.message()));
    }

    /** Lines are named as in {@code line 5} and in {@code radio.container:5}. */
    private static String withoutNumbers(String text) {
      var kept = new StringBuilder(text.length());
      for (var i = 0; i < text.length(); i++) {
        var c = text.charAt(i);
        kept.append(c);
        if (c == ':' || (c == ' ' && kept.length() >= 5 && text.startsWith("line ", i - 4))) {
          while (i + 1 < text.length() && text.charAt(i + 1) >= '0' && text.charAt(i + 1) <= '9') {
            i++;
          }
        }
      }
      return kept.toString();
    }
  }
}
