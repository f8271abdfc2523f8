package dev.qm.cli.command.verify;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Mend;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.verify.Report;
import dev.qm.assurance.verify.Result;
import dev.qm.cli.terminal.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** A report, and rules, for programs. */
public final class VerifyJson {
  private VerifyJson() {}

  /** Prints a report. */
  public static void print(OutputStream out, Report report) throws IOException {
    try (var json = Json.to(out)) {
      report(json, report);
    }
  }

  private static void report(Json json, Report report) throws IOException {
    json.beginObject().field("clean", report.isClean()).field("live", report.isLive());
    json.beginObject("counts");
    for (var count : report.counts().entrySet()) {
      json.field(count.getKey().words(), count.getValue());
    }
    json.end();
    json.beginObject("acceptances")
        .field("all", report.acceptances())
        .field("used", report.acceptancesUsed())
        .end();
    json.beginArray("results");
    for (var result : report.results()) {
      result(json, result);
    }
    json.end().beginArray("acceptanceProblems");
    for (var problem : report.problems()) {
      json.beginObject()
          .field("rule", problem.rule())
          .field("file", problem.origin().file().toString())
          .field("line", problem.origin().line())
          .field("message", problem.message())
          .field("why", problem.why())
          .field("mend", problem.mend())
          .end();
    }
    json.end().end();
  }

  private static void result(Json json, Result result) throws IOException {
    json.beginObject()
        .field("rule", result.rule().id())
        .field("title", result.rule().title())
        .field("class", result.rule().interference().words())
        .field("verdict", result.outcome().words());
    if (!result.reason().isEmpty()) {
      json.field("reason", result.reason());
    }
    json.beginArray("faults");
    for (var fault : result.open()) {
      json.beginObject();
      fault(json, result.rule(), fault);
      json.end();
    }
    json.end().beginArray("accepted");
    for (var accepted : result.accepted()) {
      json.beginObject();
      fault(json, result.rule(), accepted.fault());
      json.field("reason", accepted.by().reason())
          .field("owner", accepted.by().owner())
          .field("until", accepted.by().until().toString())
          .end();
    }
    json.end();
    evidence(json, result.holds());
    json.end();
  }

  private static void fault(Json json, Rule rule, Fault fault) throws IOException {
    json.field("what", fault.what())
        .field("harm", rule.harm())
        .field("mend", fault.advice().isEmpty() ? rule.mend() : fault.advice());
    if (fault.mend().isPresent()) {
      json.beginObject("dropIn");
      mend(json, fault.mend().get());
      json.end();
    }
    evidence(json, fault.evidence());
  }

  private static void mend(Json json, Mend mend) throws IOException {
    json.field("unit", mend.unit()).beginArray("lines");
    for (var setting : mend.settings()) {
      json.beginObject()
          .field("section", setting.section())
          .field("key", setting.key())
          .field("value", setting.value());
      if (!setting.remark().isEmpty()) {
        json.field("remark", setting.remark());
      }
      json.end();
    }
    json.end();
  }

  private static void evidence(Json json, List<Evidence> all) throws IOException {
    json.beginArray("evidence");
    for (var evidence : all) {
      json.beginObject().field("place", evidence.place()).field("value", evidence.value());
      if (evidence.origin().isPresent()) {
        json.field("file", evidence.origin().get().file().toString())
            .field("line", evidence.origin().get().line());
      }
      json.end();
    }
    json.end();
  }

  static void rule(Json json, Rule rule) throws IOException {
    json.beginObject()
        .field("id", rule.id())
        .field("title", rule.title())
        .field("class", rule.interference().words())
        .field("harm", rule.harm())
        .field("rationale", rule.rationale())
        .beginArray("sources");
    for (var source : rule.sources()) {
      json.value(source);
    }
    json.end()
        .field("how", rule.how())
        .field("proves", rule.proves())
        .field("doesNotProve", rule.doesNotProve())
        .field("mend", rule.mend())
        .end();
  }
}
