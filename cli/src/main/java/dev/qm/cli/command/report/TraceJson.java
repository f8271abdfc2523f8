package dev.qm.cli.command.report;

import dev.qm.assurance.bundle.Trace;
import dev.qm.assurance.bundle.TraceRow;
import dev.qm.cli.terminal.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;

/** The table from interference to measurement, for programs. */
final class TraceJson {
  private TraceJson() {}

  static void print(OutputStream out, Trace trace) throws IOException {
    try (var json = Json.to(out)) {
      json.beginObject().beginArray("rows");
      for (var row : trace.rows()) {
        row(json, row);
      }
      json.end().field("withGap", trace.rows().size() - trace.whole()).end();
    }
  }

  private static void row(Json json, TraceRow row) throws IOException {
    json.beginObject();
    text(json, "class", row.interference().map(it -> it.words()));
    text(json, "channel", Optional.of(row.channel()).filter(it -> !it.isEmpty()));
    text(json, "wall", row.rule().map(it -> it.rule().title()));
    text(json, "rule", Optional.of(row.wall()).filter(it -> !it.isEmpty()));
    text(json, "verdict", row.rule().map(it -> it.outcome().words()));
    text(json, "fault", Optional.of(row.faultId()).filter(it -> !it.isEmpty()));
    text(json, "measured", row.measured().map(it -> it.outcome().words()));
    json.beginArray("gaps");
    for (var gap : row.gaps()) {
      json.beginObject()
          .field("gap", gap.name().toLowerCase(Locale.ROOT).replace('_', '-'))
          .field("words", gap.words())
          .end();
    }
    json.end().end();
  }

  private static void text(Json json, String name, Optional<String> value) throws IOException {
    if (value.isPresent()) {
      json.field(name, value.get());
    } else {
      json.unknown(name);
    }
  }
}
