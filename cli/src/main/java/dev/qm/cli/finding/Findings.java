package dev.qm.cli.finding;

import dev.qm.quadlet.syntax.Problem;
import java.util.List;

/**
 * What a check found.
 *
 * @param checked how many things were checked
 * @param thing what they are, in the singular
 * @param problems by file, line and column
 */
public record Findings(int checked, String thing, List<Problem> problems) {
  public Findings {
    problems = List.copyOf(problems);
  }

  /** How many problems are so bad. */
  public int count(Problem.Severity severity) {
    var count = 0;
    for (var problem : problems) {
      if (problem.severity() == severity) {
        count++;
      }
    }
    return count;
  }

  /** Whether nothing is wrong: a note is worth knowing, but nothing to mend. */
  public boolean isClean() {
    return count(Problem.Severity.NOTE) == problems.size();
  }

  /** One line for people: {@code 2 errors, 1 warning in 5 units}. */
  public String summary() {
    return summary(0, "");
  }

  /**
   * The same, with what another look has found beside.
   *
   * @param others how many
   * @param name what one of them is called
   */
  public String summary(int others, String name) {
    var found = new StringBuilder(others == 0 ? "" : counted(others, name));
    for (var severity : Problem.Severity.values()) {
      var count = count(severity);
      if (count > 0) {
        found
            .append(found.isEmpty() ? "" : ", ")
            .append(counted(count, FindingText.word(severity)));
      }
    }
    return (found.isEmpty() ? "no problem" : found) + " in " + counted(checked, thing);
  }

  private static String counted(int count, String thing) {
    return count + " " + thing + (count == 1 ? "" : "s");
  }
}
