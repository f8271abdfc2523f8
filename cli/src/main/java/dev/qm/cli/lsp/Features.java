package dev.qm.cli.lsp;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.qm.quadlet.format.Formatted;
import dev.qm.quadlet.format.Formatter;
import dev.qm.quadlet.language.Completion;
import dev.qm.quadlet.language.Definition;
import dev.qm.quadlet.language.Hover;
import dev.qm.quadlet.language.Proposal;
import dev.qm.quadlet.language.UnitPart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The answers to what an editor asks about a document. */
final class Features {
  private static final Outbox.Value NOTHING = JsonGenerator::writeNull;

  private final Documents documents;
  private final Outbox outbox;
  private boolean rendersMarkdown;

  Features(Documents documents, Outbox outbox) {
    this.documents = documents;
    this.outbox = outbox;
  }

  /** What the editor can show, as it says when it begins. */
  void shown(JsonValue capabilities) {
    for (var format : capabilities.items("textDocument", "hover", "contentFormat")) {
      rendersMarkdown |= format.equals(new JsonValue.Text("markdown"));
    }
  }

  /** A place in a unit. */
  private record Place(Document document, UnitPart part, Document.Lines lines, int offset) {}

  private Optional<Place> place(JsonValue params) throws BadParams {
    var document = documents.of(params);
    var position = Documents.position(params, "position");
    if (document.isEmpty() || document.get().part().isEmpty()) {
      return Optional.empty();
    }
    var lines = document.get().lines();
    return Optional.of(
        new Place(
            document.get(),
            document.get().part().get(),
            lines,
            lines.index(position, documents.encoding())));
  }

  /** LSP 3.17, textDocument/completion. */
  Outbox.Value completion(JsonValue params) throws BadParams {
    var place = place(params);
    if (place.isEmpty()) {
      return NOTHING;
    }
    var at = place.get();
    var proposals = Completion.at(documents.now(), at.part(), at.document().text(), at.offset());
    return json -> {
      json.writeStartArray();
      for (var proposal : proposals) {
        item(json, at.lines(), proposal);
      }
      json.writeEndArray();
    };
  }

  /** LSP 3.17, CompletionItem. */
  private void item(JsonGenerator json, Document.Lines lines, Proposal proposal)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("label", proposal.label());
    json.writeNumberField(
        "kind",
        switch (proposal.kind()) {
          case SECTION -> 9;
          case KEY -> 10;
          case VALUE -> 12;
          case UNIT -> 17;
        });
    if (!proposal.detail().isEmpty()) {
      json.writeStringField("detail", proposal.detail());
    }
    if (!proposal.documentation().isEmpty()) {
      json.writeStringField("documentation", proposal.documentation());
    }
    json.writeObjectFieldStart("textEdit");
    range(json, lines, proposal.start(), proposal.end());
    json.writeStringField("newText", proposal.text());
    json.writeEndObject();
    json.writeEndObject();
  }

  /** LSP 3.17, textDocument/hover. */
  Outbox.Value hover(JsonValue params) throws BadParams {
    var place = place(params);
    if (place.isEmpty()) {
      return NOTHING;
    }
    var at = place.get();
    var hover = Hover.at(documents.now(), at.part(), at.document().text(), at.offset());
    if (hover.isEmpty()) {
      return NOTHING;
    }
    return json -> {
      json.writeStartObject();
      json.writeObjectFieldStart("contents");
      json.writeStringField("kind", rendersMarkdown ? "markdown" : "plaintext");
      json.writeStringField(
          "value",
          rendersMarkdown ? HoverText.markdown(hover.get()) : HoverText.plain(hover.get()));
      json.writeEndObject();
      range(json, at.lines(), hover.get().start(), hover.get().end());
      json.writeEndObject();
    };
  }

  /** LSP 3.17, textDocument/definition. */
  Outbox.Value definition(JsonValue params) throws BadParams {
    var place = place(params);
    if (place.isEmpty()) {
      return NOTHING;
    }
    var at = place.get();
    var definition = Definition.at(documents.now(), at.part(), at.document().text(), at.offset());
    if (definition.isEmpty()) {
      return NOTHING;
    }
    var uri = documents.uri(definition.get().file());
    return json -> {
      json.writeStartObject();
      json.writeStringField("uri", uri);
      range(json, Document.Lines.of(""), 0, 0);
      json.writeEndObject();
    };
  }

  /**
   * LSP 3.17, textDocument/formatting; whatever indentation the editor asks for, units have one.
   */
  Outbox.Value formatting(JsonValue params) throws BadParams, IOException {
    var document = documents.of(params);
    if (document.isEmpty() || document.get().part().isEmpty()) {
      return NOTHING;
    }
    var text = document.get().text();
    var file = document.get().part().get().file();
    return switch (Formatter.format(file, text)) {
      case Formatted.Left(var reason) -> {
        outbox.warn(
            "line "
                + reason.origin().line()
                + " keeps this file from being formatted: "
                + String.join("; ", said(reason.message(), reason.why(), reason.mend())));
        yield NOTHING;
      }
      case Formatted.Canonical(var canonical) when canonical.equals(text) ->
          json -> {
            json.writeStartArray();
            json.writeEndArray();
          };
      case Formatted.Canonical(var canonical) -> edit(document.get().lines(), canonical);
    };
  }

  /** One edit of the lines that change: those around them keep cursor and marks. */
  private Outbox.Value edit(Document.Lines lines, String canonical) {
    var text = lines.text();
    var start = 0;
    for (var i = 0; i < text.length() && i < canonical.length(); i++) {
      if (text.charAt(i) != canonical.charAt(i)) {
        break;
      }
      start = text.charAt(i) == '\n' ? i + 1 : start;
    }
    var same = 0;
    var most = Math.min(text.length(), canonical.length()) - start;
    for (var i = 1; i <= most; i++) {
      if (text.charAt(text.length() - i) != canonical.charAt(canonical.length() - i)) {
        break;
      }
      // what begins a line in both
      var isStart =
          i < most
              && text.charAt(text.length() - i - 1) == '\n'
              && canonical.charAt(canonical.length() - i - 1) == '\n';
      same = isStart ? i : same;
    }
    var from = start;
    var kept = same;
    return json -> {
      json.writeStartArray();
      json.writeStartObject();
      range(json, lines, from, text.length() - kept);
      json.writeStringField("newText", canonical.substring(from, canonical.length() - kept));
      json.writeEndObject();
      json.writeEndArray();
    };
  }

  static List<String> said(String... parts) {
    List<String> said = new ArrayList<>();
    for (var part : parts) {
      if (!part.isEmpty()) {
        said.add(part);
      }
    }
    return said;
  }

  private void range(JsonGenerator json, Document.Lines lines, int start, int end)
      throws IOException {
    range(json, lines, start, end, documents.encoding());
  }

  /** LSP 3.17, Range. */
  static void range(
      JsonGenerator json, Document.Lines lines, int start, int end, PositionEncoding encoding)
      throws IOException {
    json.writeObjectFieldStart("range");
    position(json, "start", lines.position(start, encoding));
    position(json, "end", lines.position(end, encoding));
    json.writeEndObject();
  }

  private static void position(JsonGenerator json, String name, Document.Position position)
      throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("line", position.line());
    json.writeNumberField("character", position.character());
    json.writeEndObject();
  }
}
