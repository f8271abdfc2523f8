package dev.qm.cli.command.quadlet;

import dev.qm.cli.finding.FileNames;
import dev.qm.cli.finding.FindingText;
import dev.qm.cli.finding.Findings;
import dev.qm.cli.terminal.Json;
import dev.qm.quadlet.syntax.Problem;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Findings for code review and CI systems.
 *
 * <p>Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0.
 */
final class Sarif {
  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

  private Sarif() {}

  static void print(PrintStream out, Findings findings, FileNames names) throws IOException {
    var rules = rules(findings.problems());
    try (var json = Json.to(out)) {
      json.beginObject()
          .field("$schema", SCHEMA)
          .field("version", "2.1.0")
          .beginArray("runs")
          .beginObject();
      json.beginObject("tool").beginObject("driver").field("name", "qm quadlet check");
      var version = version();
      if (version.isPresent()) {
        json.field("version", version.get());
      }
      json.beginArray("rules");
      for (var rule : rules) {
        json.beginObject().field("id", rule).end();
      }
      json.end().end().end();
      // columns are Java chars, and a BOM is none of a unit's lines
      json.field("columnKind", "utf16CodeUnits").beginArray("results");
      for (var problem : findings.problems()) {
        result(json, problem, rules.indexOf(problem.rule()), names);
      }
      json.end().end().end().end();
    }
  }

  /** The version that the build gave the module; none when it runs from loose classes. */
  private static Optional<String> version() {
    var module = Sarif.class.getModule().getDescriptor();
    return module == null ? Optional.empty() : module.rawVersion();
  }

  private static void result(Json json, Problem problem, int rule, FileNames names)
      throws IOException {
    json.beginObject()
        .field("ruleId", problem.rule())
        .field("ruleIndex", rule)
        .field("level", FindingText.word(problem.severity()))
        .beginObject("message")
        .field("text", message(problem))
        .end();
    json.beginArray("locations").beginObject().beginObject("physicalLocation");
    json.beginObject("artifactLocation").field("uri", uri(names.of(problem.origin().file()))).end();
    // both count from 1, and a column after the last is not in the region
    json.beginObject("region")
        .field("startLine", Math.max(1, problem.origin().line()))
        .field("startColumn", Math.max(1, problem.column()))
        .field("endColumn", Math.max(1, problem.column()) + Math.max(1, problem.width()))
        .end();
    json.end().end().end().end();
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

  /** A URI reference, RFC 3986: relative for a relative name, so that it fits any checkout. */
  static String uri(String file) {
    var path = Path.of(file);
    try {
      if (path.isAbsolute()) {
        return new URI("file", "", file, null).toASCIIString();
      }
      var reference = new URI(null, null, "./" + file, null).toASCIIString();
      // a colon in its first part would make a scheme of what stands before it
      return path.getName(0).toString().indexOf(':') >= 0
          ? reference
          : reference.substring("./".length());
    } catch (URISyntaxException unlikely) {
      throw new IllegalStateException("every path has a URI: " + file, unlikely);
    }
  }
}
