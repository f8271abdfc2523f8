package dev.qm.quadlet.mend;

import dev.qm.quadlet.syntax.Problem;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Findings compared with those of another check, whatever lines they are in by now. */
final class Findings {
  private Findings() {}

  /** The files with findings that were not there before, or not as often. */
  static Set<Path> filesOfNew(List<Problem> before, List<Problem> after) {
    Map<Known, Integer> known = new HashMap<>();
    for (var problem : before) {
      known.merge(Known.of(problem), 1, Integer::sum);
    }
    Set<Path> files = new HashSet<>();
    for (var problem : after) {
      var left = known.merge(Known.of(problem), -1, Integer::sum);
      if (left < 0) {
        files.add(problem.origin().file());
      }
    }
    return files;
  }

  /** What a finding says, with no number of a line in it. */
  private record Known(
      Path file, Problem.Severity severity, String rule, String message, String why, String mend) {
    static Known of(Problem problem) {
      return new Known(
          problem.origin().file(),
          problem.severity(),
          problem.rule(),
          withoutNumbers(problem.message()),
          withoutNumbers(problem.why()),
          withoutNumbers(problem.mend()));
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
