package dev.qm.cli.command.report;

import dev.qm.assurance.bundle.Bundle;
import dev.qm.assurance.report.IndexPage;
import dev.qm.assurance.report.ReportFacts;
import dev.qm.cli.terminal.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;

/** What is in a bundle, for programs. */
final class ContentsJson {
  private ContentsJson() {}

  static String text(ReportFacts facts, IndexPage.Parts parts) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var json = Json.to(bytes)) {
      json.beginObject()
          .field("format", Bundle.FORMAT)
          .field("qm", facts.version())
          .field("machine", facts.machine())
          .field("date", DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(facts.at()));
      json.beginArray("files");
      for (var document : parts.documents()) {
        json.beginObject().field("name", document.name()).field("title", document.title());
        if (document.missing().isPresent()) {
          json.field("missing", document.missing().get());
        } else {
          json.field("shows", document.shows());
        }
        json.end();
      }
      json.end().beginArray("gaps");
      for (var gap : parts.gaps()) {
        json.value(gap);
      }
      json.end().end();
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
