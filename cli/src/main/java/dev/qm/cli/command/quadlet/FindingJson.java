package dev.qm.cli.command.quadlet;

import dev.qm.cli.terminal.Json;
import dev.qm.quadlet.Problem;
import java.io.IOException;
import java.io.PrintStream;

/** Findings for programs, in qm's own form. */
final class FindingJson {
  private FindingJson() {}

  static void print(PrintStream out, Findings findings, FileNames names) throws IOException {
    try (var json = Json.to(out)) {
      json.beginObject()
          .field("units", findings.units())
          .field("errors", findings.count(Problem.Severity.ERROR))
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
      json.end().end();
    }
  }
}
