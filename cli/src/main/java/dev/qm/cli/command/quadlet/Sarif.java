package dev.qm.cli.command.quadlet;

import dev.qm.cli.finding.FileNames;
import dev.qm.cli.finding.FindingText;
import dev.qm.cli.finding.Findings;
import dev.qm.cli.finding.SarifText;
import dev.qm.cli.terminal.Json;
import dev.qm.quadlet.syntax.Problem;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Findings for code review and CI systems.
 *
 * <p>Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0.
 */
final class Sarif {
  private Sarif() {}

  /**
   * Prints findings.
   *
   * @param fixes how some of them are mended
   */
  static void print(
      PrintStream out, Findings findings, FileNames names, Map<Problem, UnitMends.Fix> fixes)
      throws IOException {
    var rules = rules(findings.problems());
    try (var json = Json.to(out)) {
      SarifText.begin(json, "qm quadlet check");
      json.beginArray("rules");
      for (var rule : rules) {
        json.beginObject().field("id", rule).end();
      }
      json.end().end().end();
      // columns are Java chars, and a BOM is none of a unit's lines
      json.field("columnKind", "utf16CodeUnits").beginArray("results");
      for (var problem : findings.problems()) {
        var fix = Optional.ofNullable(fixes.get(problem));
        result(json, problem, rules.indexOf(problem.rule()), names, fix);
      }
      json.end().end().end().end();
    }
  }

  private static void result(
      Json json, Problem problem, int rule, FileNames names, Optional<UnitMends.Fix> fix)
      throws IOException {
    json.beginObject()
        .field("ruleId", problem.rule())
        .field("ruleIndex", rule)
        .field("level", FindingText.word(problem.severity()))
        .beginObject("message")
        .field("text", message(problem))
        .end();
    json.beginArray("locations").beginObject().beginObject("physicalLocation");
    json.beginObject("artifactLocation")
        .field("uri", SarifText.uri(names.of(problem.origin().file())))
        .end();
    // both count from 1, and a column after the last is not in the region
    json.beginObject("region")
        .field("startLine", Math.max(1, problem.origin().line()))
        .field("startColumn", Math.max(1, problem.column()))
        .field("endColumn", Math.max(1, problem.column()) + Math.max(1, problem.width()))
        .end();
    json.end().end().end();
    if (fix.isPresent()) {
      fix(json, fix.get(), names);
    }
    json.end();
  }

  /** A fix is what changes in files: section 3.55. */
  private static void fix(Json json, UnitMends.Fix fix, FileNames names) throws IOException {
    json.beginArray("fixes").beginObject();
    json.beginObject("description").field("text", fix.mend().done()).end();
    json.beginArray("artifactChanges").beginObject();
    json.beginObject("artifactLocation")
        .field("uri", SarifText.uri(names.of(fix.mend().file())))
        .end();
    json.beginArray("replacements");
    for (var edit : fix.mend().edits()) {
      var start = place(fix.text(), edit.start());
      var end = place(fix.text(), edit.end());
      json.beginObject().beginObject("deletedRegion");
      json.field("startLine", start.line())
          .field("startColumn", start.column())
          .field("endLine", end.line())
          .field("endColumn", end.column())
          .end();
      if (!edit.text().isEmpty()) {
        json.beginObject("insertedContent").field("text", edit.text()).end();
      }
      json.end();
    }
    json.end().end().end().end().end();
  }

  /** A place in a text, both counted from 1. */
  private record Place(int line, int column) {}

  private static Place place(String text, int at) {
    var line = 1;
    var start = 0;
    for (var end = text.indexOf('\n'); end >= 0 && end < at; end = text.indexOf('\n', start)) {
      start = end + 1;
      line++;
    }
    return new Place(line, at - start + 1);
  }

  private static List<String> rules(List<Problem> problems) {
    var rules = new ArrayList<String>();
    for (var problem : problems) {
      if (!rules.contains(problem.rule())) {
        rules.add(problem.rule());
      }
    }
    return rules;
  }

  /** One sentence each, since viewers show nothing but this. */
  private static String message(Problem problem) {
    var text = new StringBuilder();
    for (var part : List.of(problem.message(), problem.why(), problem.mend())) {
      if (!part.isEmpty()) {
        text.append(text.isEmpty() ? "" : " ")
            .append(Character.toUpperCase(part.charAt(0)))
            .append(part, 1, part.length())
            .append(part.endsWith("?") ? "" : ".");
      }
    }
    return text.toString();
  }
}
