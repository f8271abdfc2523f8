package dev.qm.quadlet.syntax;

import java.util.Comparator;

/**
 * One thing that is wrong, or doubtful, about a unit.
 *
 * @param severity how bad it is
 * @param rule the name of the rule that found it, stable from release to release
 * @param origin the line
 * @param column where in the line, counted in characters from 1
 * @param width how many characters are meant, at least 1
 * @param message what is wrong
 * @param why what it leads to; may be empty
 * @param mend what to do; may be empty
 */
public record Problem(
    Severity severity,
    String rule,
    Origin origin,
    int column,
    int width,
    String message,
    String why,
    String mend) {

  /** As people read them: by file, line and column. */
  public static final Comparator<Problem> BY_PLACE =
      Comparator.comparing((Problem problem) -> problem.origin().file())
          .thenComparingInt(problem -> problem.origin().line())
          .thenComparingInt(Problem::column);

  /** How bad a problem is. */
  public enum Severity {
    /** The unit is refused: there will be no service. */
    ERROR,
    /** There will be a service, but not the one that was meant. */
    WARNING,
    /** Worth knowing. */
    NOTE
  }

  /**
   * {@return the same, taken for more or less severe}
   *
   * @param severity how severe
   */
  public Problem as(Severity severity) {
    return new Problem(severity, rule, origin, column, width, message, why, mend);
  }

  /** The one-line form: {@code file:line:column: error: what; why; mend}. */
  @Override
  public String toString() {
    var line = new StringBuilder();
    line.append(origin).append(':').append(column).append(": ");
    line.append(
        switch (severity) {
          case ERROR -> "error";
          case WARNING -> "warning";
          case NOTE -> "note";
        });
    line.append(": ").append(message);
    if (!why.isEmpty()) {
      line.append("; ").append(why);
    }
    if (!mend.isEmpty()) {
      line.append("; ").append(mend);
    }
    return line.toString();
  }
}
