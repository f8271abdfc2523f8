package dev.qm.cli.command.verify;

import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.verify.Report;
import dev.qm.assurance.verify.Result;
import dev.qm.cli.finding.SarifText;
import dev.qm.cli.terminal.Json;
import dev.qm.quadlet.syntax.Origin;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A report for code review and CI systems.
 *
 * <p>Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0.
 */
public final class VerifySarif {
  private VerifySarif() {}

  /** Prints a report. */
  public static void print(OutputStream out, Report report) throws IOException {
    try (var json = Json.to(out)) {
      SarifText.begin(json, "qm verify");
      var rules = report.results().stream().map(Result::rule).toList();
      json.beginArray("rules");
      for (var rule : rules) {
        rule(json, rule);
      }
      for (var problem : report.problems().stream().map(it -> it.rule()).distinct().toList()) {
        json.beginObject().field("id", problem).end();
      }
      json.end().end().end();
      json.field("columnKind", "utf16CodeUnits").beginArray("results");
      for (var result : report.results()) {
        result(json, result);
      }
      for (var problem : report.problems()) {
        begin(json, problem.rule(), "fail", "error", problem.message() + "; " + problem.mend());
        locations(json, Optional.of(problem.origin()), "");
        json.end();
      }
      json.end().end().end().end();
    }
  }

  private static void rule(Json json, Rule rule) throws IOException {
    json.beginObject().field("id", rule.id());
    json.beginObject("shortDescription").field("text", rule.title() + ".").end();
    json.beginObject("fullDescription").field("text", rule.harm() + " " + rule.rationale()).end();
    json.beginObject("help").field("text", "Mend: " + rule.mend() + ".").end();
    json.end();
  }

  private static void result(Json json, Result result) throws IOException {
    var id = result.rule().id();
    switch (result.outcome()) {
      case FAIL, ACCEPTED -> {
        for (var fault : result.open()) {
          fault(json, result, fault);
          json.end();
        }
        for (var accepted : result.accepted()) {
          fault(json, result, accepted.fault());
          json.beginArray("suppressions")
              .beginObject()
              .field("kind", "external")
              .field("status", "accepted")
              .field("justification", accepted.by().owner() + ": " + accepted.by().reason())
              .end()
              .end()
              .end();
        }
      }
      case PASS -> {
        begin(json, id, "pass", "none", result.rule().title() + ".");
        json.end();
      }
      case NOT_APPLICABLE -> {
        begin(json, id, "notApplicable", "none", "Not applicable: " + result.reason() + ".");
        json.end();
      }
      case NOT_JUDGED -> {
        begin(json, id, "open", "none", "Not judged: " + result.reason() + ".");
        json.end();
      }
    }
  }

  private static void fault(Json json, Result result, Fault fault) throws IOException {
    var advice = fault.advice().isEmpty() ? result.rule().mend() : fault.advice();
    var message = new StringBuilder(fault.what());
    for (var evidence : fault.evidence()) {
      message.append("; ").append(evidence.place()).append(": ").append(evidence.value());
    }
    message.append(". ").append(result.rule().harm()).append(" Mend: ").append(advice).append('.');
    begin(json, result.rule().id(), "fail", "error", message.toString());
    var first = fault.evidence().getFirst();
    locations(json, first.origin(), first.place());
  }

  private static void begin(Json json, String rule, String kind, String level, String message)
      throws IOException {
    json.beginObject().field("ruleId", rule).field("kind", kind).field("level", level);
    json.beginObject("message").field("text", message).end();
  }

  /** A place that is no file has a name only: section 3.33. */
  private static void locations(Json json, Optional<Origin> origin, String name)
      throws IOException {
    json.beginArray("locations").beginObject();
    if (origin.isPresent()) {
      json.beginObject("physicalLocation");
      json.beginObject("artifactLocation")
          .field("uri", SarifText.uri(origin.get().file().toString()))
          .end();
      json.beginObject("region").field("startLine", Math.max(1, origin.get().line())).end();
      json.end();
    } else if (name.startsWith("/")) {
      json.beginObject("physicalLocation").beginObject("artifactLocation");
      json.field("uri", SarifText.uri(Path.of(name).toString())).end().end();
    } else {
      json.beginArray("logicalLocations").beginObject();
      json.field("fullyQualifiedName", name).end().end();
    }
    json.end().end();
  }
}
