package dev.qm.bluechi.configuration;

import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.syntax.Problem.Severity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was found so far. */
final class Problems {
  /** Of one file: somebody may write a file to hide what matters among others. */
  private static final int MOST_OF_A_FILE = 50;

  private final List<Problem> all = new ArrayList<>();
  private final Map<Path, Integer> counts = new HashMap<>();

  /** At the value of a setting. */
  void at(
      Setting setting, Severity severity, String rule, String message, String why, String mend) {
    add(
        severity,
        rule,
        setting.origin(),
        setting.column(),
        setting.value().length(),
        message,
        why,
        mend);
  }

  /** At the key of a line, or what goes on with it. */
  void at(
      ConfFile file,
      ConfFile.Line line,
      Severity severity,
      String rule,
      String message,
      String why,
      String mend) {
    add(
        severity,
        rule,
        new Origin(file.file(), line.number()),
        line.column(),
        line.kind() == ConfFile.Kind.KEY ? line.key().length() : line.value().length(),
        message,
        why,
        mend);
  }

  /** At a file, or where one is missing. */
  void at(Path file, Severity severity, String rule, String message, String why, String mend) {
    at(file, 1, severity, rule, message, why, mend);
  }

  /** At a line. */
  void at(
      Path file,
      int line,
      Severity severity,
      String rule,
      String message,
      String why,
      String mend) {
    add(severity, rule, new Origin(file, line), 1, 1, message, why, mend);
  }

  private void add(
      Severity severity,
      String rule,
      Origin origin,
      int column,
      int width,
      String message,
      String why,
      String mend) {
    var count = counts.merge(origin.file(), 1, Integer::sum);
    if (count == MOST_OF_A_FILE + 1) {
      all.add(
          new Problem(
              Severity.WARNING,
              "bluechi-many",
              new Origin(origin.file(), 1),
              1,
              1,
              "there is more wrong with this file",
              "only the first " + MOST_OF_A_FILE + " findings of a file are shown",
              "mend those first"));
    } else if (count <= MOST_OF_A_FILE) {
      all.add(new Problem(severity, rule, origin, column, Math.max(1, width), message, why, mend));
    }
  }

  /** All of them, by file, line and column. */
  List<Problem> inOrder() {
    return all.stream().sorted(Problem.BY_PLACE).toList();
  }
}
