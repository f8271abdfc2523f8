package dev.qm.cli.lsp;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.qm.quadlet.language.Moment;
import dev.qm.quadlet.syntax.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells the editor what is wrong with the documents that are open. A change of one may be a mistake
 * in another, so all are looked at after each; what was told already is not told again.
 */
final class Diagnostics {
  /** So many findings of one document are told: nobody reads more, and an editor shows all. */
  private static final int MOST = 1000;

  private final Documents documents;
  private final Outbox outbox;

  /** What the editor knows of each document. */
  private final Map<String, Told> told = new HashMap<>();

  /** The documents to look at, the one that was changed last first. */
  private Set<String> waiting = new LinkedHashSet<>();

  private Optional<Moment> moment = Optional.empty();

  Diagnostics(Documents documents, Outbox outbox) {
    this.documents = documents;
    this.outbox = outbox;
  }

  /** What was told, of which text. */
  private record Told(Document document, List<Problem> problems) {}

  /** Whether a document waits to be looked at. */
  boolean isWaiting() {
    return !waiting.isEmpty();
  }

  /** The documents or the disk are not what they were. */
  void changed() {
    moment = Optional.empty();
    waiting.addAll(documents.uris());
  }

  /** The same by a change of one document, which somebody looks at. */
  void changed(Document document) {
    moment = Optional.empty();
    Set<String> next = new LinkedHashSet<>();
    next.add(document.uri());
    next.addAll(documents.uris());
    waiting = next;
  }

  /** A document is not open any more: what was told of it is taken back. */
  void closed(String uri) throws IOException {
    waiting.remove(uri);
    told.remove(uri);
    outbox.notify(
        "textDocument/publishDiagnostics",
        json -> {
          json.writeStartObject();
          json.writeStringField("uri", uri);
          json.writeArrayFieldStart("diagnostics");
          json.writeEndArray();
          json.writeEndObject();
        });
    changed();
  }

  /** Looks at one of the documents that wait. */
  void next() throws IOException {
    var uri = waiting.iterator().next();
    waiting.remove(uri);
    var document = documents.get(uri);
    if (document.isEmpty() || document.get().part().isEmpty()) {
      return;
    }
    var now = moment.orElseGet(documents::now);
    moment = Optional.of(now);
    var problems = problems(now, document.get());
    var state = new Told(document.get(), problems);
    if (!state.equals(told.put(uri, state))) {
      tell(document.get(), problems);
    }
  }

  private static List<Problem> problems(Moment now, Document document) {
    var part = document.part().orElseThrow();
    List<Problem> problems = new ArrayList<>();
    for (var problem : now.around(part).problems()) {
      if (problem.origin().file().equals(part.file())) {
        problems.add(problem);
      }
    }
    return problems;
  }

  /** LSP 3.17, textDocument/publishDiagnostics. */
  private void tell(Document document, List<Problem> problems) throws IOException {
    var lines = document.lines();
    var feeds = LineFeeds.of(document.text());
    outbox.notify(
        "textDocument/publishDiagnostics",
        json -> {
          json.writeStartObject();
          json.writeStringField("uri", document.uri());
          if (document.version().isPresent()) {
            json.writeNumberField("version", document.version().getAsInt());
          }
          json.writeArrayFieldStart("diagnostics");
          for (var problem : problems.subList(0, Math.min(MOST, problems.size()))) {
            diagnostic(json, lines, feeds, problem);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private void diagnostic(
      JsonGenerator json, Document.Lines lines, LineFeeds feeds, Problem problem)
      throws IOException {
    var line = problem.origin().line();
    var start = feeds.index(line, problem.column());
    var end = feeds.index(line, problem.column() + Math.max(1, problem.width()));
    json.writeStartObject();
    Features.range(json, lines, start, end, documents.encoding());
    json.writeNumberField(
        "severity",
        switch (problem.severity()) {
          case ERROR -> 1;
          case WARNING -> 2;
          case NOTE -> 3;
        });
    json.writeStringField("code", problem.rule());
    json.writeStringField("source", "qm");
    json.writeStringField(
        "message",
        String.join("; ", Features.said(problem.message(), problem.why(), problem.mend())));
    json.writeEndObject();
  }
}
