package dev.qm.cli.lsp;

import dev.qm.quadlet.language.Moment;
import dev.qm.quadlet.language.UnitPart;
import dev.qm.quadlet.language.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The documents that are open, and the units that they are laid over. */
final class Documents {
  private final Map<String, Document> open = new LinkedHashMap<>();
  private Workspace workspace;
  private PositionEncoding encoding = PositionEncoding.UTF_16;

  Documents(Workspace workspace) {
    this.workspace = workspace;
  }

  void countIn(PositionEncoding unit) {
    encoding = unit;
  }

  PositionEncoding encoding() {
    return encoding;
  }

  Optional<Document> get(String uri) {
    return Optional.ofNullable(open.get(uri));
  }

  List<String> uris() {
    return new ArrayList<>(open.keySet());
  }

  /** The units as they are now, what is open laid over them. */
  Moment now() {
    return workspace.now();
  }

  /** What the editor calls a file, if it is open, or what it will call it. */
  String uri(Path file) {
    for (var document : open.values()) {
      if (document.part().filter(part -> part.file().equals(file)).isPresent()) {
        return document.uri();
      }
    }
    return DocumentUri.of(file);
  }

  /** LSP 3.17, DidOpenTextDocumentParams. */
  Document open(JsonValue params) throws BadParams {
    var uri = uri(params);
    var text = params.text("textDocument", "text").orElseThrow(() -> new BadParams("no text"));
    var part = DocumentUri.path(uri).flatMap(UnitPart::of);
    return put(new Document(uri, part, params.number("textDocument", "version"), text));
  }

  /** LSP 3.17, DidChangeTextDocumentParams. */
  Document change(JsonValue params) throws BadParams {
    var uri = uri(params);
    var document = get(uri).orElseThrow(() -> new BadParams("not open: " + uri));
    for (var change : params.items("contentChanges")) {
      var text = change.text("text").orElseThrow(() -> new BadParams("a change without a text"));
      var range = change.member("range");
      document =
          range.isEmpty()
              ? document.saying(text)
              : document.replaced(
                  position(range.get(), "start"), position(range.get(), "end"), text, encoding);
    }
    return put(document.at(params.number("textDocument", "version")));
  }

  /** LSP 3.17, DidCloseTextDocumentParams. */
  String close(JsonValue params) throws BadParams {
    var uri = uri(params);
    var closed = Optional.ofNullable(open.remove(uri));
    var part = closed.flatMap(Document::part);
    if (part.isPresent()) {
      workspace = workspace.without(part.get().file());
      // the editor may have one file open under two names
      for (var other : open.values()) {
        if (other.part().equals(part)) {
          workspace = workspace.with(part.get().file(), other.text());
        }
      }
    }
    return uri;
  }

  private Document put(Document document) {
    open.put(document.uri(), document);
    if (document.part().isPresent()) {
      workspace = workspace.with(document.part().get().file(), document.text());
    }
    return document;
  }

  /** The document that a request is about; empty if it is not open. */
  Optional<Document> of(JsonValue params) throws BadParams {
    return get(uri(params));
  }

  private static String uri(JsonValue params) throws BadParams {
    return params.text("textDocument", "uri").orElseThrow(() -> new BadParams("no document"));
  }

  /** LSP 3.17, Position. */
  static Document.Position position(JsonValue params, String name) throws BadParams {
    var line = params.number(name, "line");
    var character = params.number(name, "character");
    if (line.isEmpty() || character.isEmpty()) {
      throw new BadParams("no " + name + " of a line and a character");
    }
    return new Document.Position(line.getAsInt(), character.getAsInt());
  }
}
