package dev.qm.cli.command.selinux;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.terminal.Json;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.selinux.Policy;
import dev.qm.partition.selinux.PolicyName;
import dev.qm.partition.selinux.PolicyPlaces;
import dev.qm.partition.selinux.PolicyReport;
import dev.qm.partition.selinux.PolicySource;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;

/** Whether SELinux holds a partition as it should, for programs. */
public final class StatusJson {
  private StatusJson() {}

  /** Prints how the policy of a machine's partition stands, and what it promises. */
  public static void print(OutputStream out, Invocation in) throws Exception {
    var root = in.root();
    var places = PolicyPlaces.of(PartitionSpec.require(root).layout());
    var source = PolicySource.read(in.systemFiles(), PolicyName.QM, places);
    var report =
        PolicyReport.of(
            source, root, PolicyReport.Files.COMPARE, PolicyOptions.running(source, root));
    try (var json = Json.to(out)) {
      json.beginObject().name("status");
      print(json, report);
      json.beginArray("invariants");
      for (var invariant : Policy.of(source).invariants()) {
        json.beginObject()
            .field("name", invariant.name())
            .field("promises", invariant.sentence())
            .field("channel", invariant.channel())
            .field("rules", invariant.rules().size())
            .end();
      }
      json.end().end();
    }
  }

  static void print(Json json, PolicyReport report) throws IOException {
    json.beginObject()
        .field("name", report.name().text())
        .field("mode", report.modeWord())
        .field("policy", report.policy())
        .field("loaded", report.state().name().toLowerCase(Locale.ROOT));
    json.field("hash", report.hash());
    json.field("checksAlways", report.checksAlways());
    if (report.modules().isPresent()) {
      json.beginArray("modules");
      for (var module : report.modules().orElse(List.of())) {
        json.value(module);
      }
      json.end();
    } else {
      json.unknown("modules");
    }
    json.beginArray("booleans");
    for (var value : report.switches()) {
      json.beginObject().field("name", value.name());
      if (value.value().isPresent()) {
        json.field("value", value.value().get());
      } else {
        json.unknown("value");
      }
      json.field("meaning", value.meaning()).end();
    }
    json.end().beginArray("findings");
    for (var finding : report.findings()) {
      json.beginObject()
          .field("what", finding.what())
          .field("mend", finding.mend())
          .field("count", finding.details().size())
          .beginArray("details");
      for (var detail : finding.details().subList(0, Math.min(100, finding.details().size()))) {
        json.value(detail);
      }
      json.end().end();
    }
    json.end().beginArray("notes");
    for (var note : report.notes()) {
      json.value(note);
    }
    json.end().end();
  }
}
