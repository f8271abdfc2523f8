package dev.qm.cli.finding;

import dev.qm.cli.terminal.Json;
import dev.qm.quadlet.syntax.Problem;
import java.io.IOException;

/** Findings for programs, in qm's own form. */
public final class FindingJson {
  private FindingJson() {}

  /** The counts and the problems, as fields of the object that {@code json} is in. */
  public static void fields(Json json, Findings findings, FileNames names) throws IOException {
    json.field("errors", findings.count(Problem.Severity.ERROR))
        .field("warnings", findings.count(Problem.Severity.WARNING))
        .field("notes", findings.count(Problem.Severity.NOTE))
        .beginArray("problems");
    for (var problem : findings.problems()) {
      json.beginObject()
          .field("file", names.of(problem.origin().file()))
          .field("line", problem.origin().line())
          .field("column", problem.column())
          .field("width", problem.width())
          .field("severity", FindingText.word(problem.severity()))
          .field("rule", problem.rule())
          .field("message", problem.message())
          .field("why", problem.why())
          .field("mend", problem.mend())
          .end();
    }
    json.end();
  }
}
