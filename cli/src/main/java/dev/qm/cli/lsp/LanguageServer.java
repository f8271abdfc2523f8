package dev.qm.cli.lsp;

import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.terminal.Letter;
import dev.qm.quadlet.language.Workspace;
import dev.qm.quadlet.read.UnitType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One session with one editor: LSP 3.17 over two streams. Messages are dealt with in their order,
 * so a request is about the text as it is when the request comes. What is wrong with documents is
 * looked for when no message waits: whoever types fast is told of the last state, not of each.
 */
public final class LanguageServer {
  private final FrameReader frames;
  private final Outbox outbox;
  private final Inbox inbox = new Inbox();
  private final Documents documents;
  private final Diagnostics diagnostics;
  private final Features features;
  private final String version;
  private State state = State.NEW;
  private boolean watchesFiles;

  private LanguageServer(InputStream in, OutputStream out, Workspace workspace, String version) {
    this.frames = new FrameReader(in);
    this.outbox = new Outbox(out);
    this.documents = new Documents(workspace);
    this.diagnostics = new Diagnostics(documents, outbox);
    this.features = new Features(documents, outbox);
    this.version = version;
  }

  /** How far the session is. */
  private enum State {
    NEW,
    RUNNING,
    SHUT_DOWN
  }

  /**
   * Answers an editor until it says exit, or the stream ends.
   *
   * @param in what the editor sends; to close it is up to the caller
   * @param out what the editor gets, and nothing else may write to it
   * @param workspace the units
   * @param version of this program
   * @return whether the editor ended the session as it should
   * @throws CommandFailure if what comes is not the protocol
   * @throws IOException if nothing can be written any more
   */
  public static boolean serve(InputStream in, OutputStream out, Workspace workspace, String version)
      throws CommandFailure, IOException, InterruptedException {
    return new LanguageServer(in, out, workspace, version).run();
  }

  private boolean run() throws CommandFailure, IOException, InterruptedException {
    // a read cannot be interrupted: the thread ends with the stream, or with the process
    Thread.ofPlatform().daemon().name("lsp-reader").start(this::read);
    while (true) {
      while (diagnostics.isWaiting() && inbox.isEmpty()) {
        lookAtOne();
      }
      switch (inbox.take()) {
        case Message.Request request -> answer(request);
        case Message.Notification exit when exit.method().equals("exit") -> {
          return state == State.SHUT_DOWN;
        }
        case Message.Notification notification -> note(notification);
        case Message.Response _ -> {}
        case Message.Invalid invalid -> outbox.error(invalid.id(), invalid.code(), invalid.why());
        case Message.End(var why) when why.isEmpty() -> {
          // it may be a script, which reads when it has said all
          while (diagnostics.isWaiting()) {
            lookAtOne();
          }
          return state == State.SHUT_DOWN;
        }
        case Message.End(var why) -> throw broken(why.get());
      }
    }
  }

  private CommandFailure broken(String why) throws IOException {
    outbox.error(JsonValue.Literal.NULL, ErrorCode.PARSE_ERROR, why);
    return new CommandFailure(
        Letter.error("this is not the Language Server Protocol: " + why)
            .note("an editor starts this command; docs/quadlet-lsp.md says how"));
  }

  /** What the reading thread does. */
  private void read() {
    try {
      inbox.put(readAll(), 0);
    } catch (InterruptedException nobodyListens) {
      Thread.currentThread().interrupt();
    }
  }

  /** Reads all messages; how it ended. */
  private Message.End readAll() throws InterruptedException {
    try {
      while (true) {
        switch (frames.next()) {
          case Frame.Body body -> received(Message.parse(body.bytes()), body.bytes().length);
          case Frame.PassedOver(var why) ->
              inbox.put(
                  new Message.Invalid(JsonValue.Literal.NULL, ErrorCode.INVALID_REQUEST, why), 0);
          case Frame.Broken(var why) -> {
            return new Message.End(Optional.of(why));
          }
          case Frame.End() -> {
            return new Message.End(Optional.empty());
          }
        }
      }
    } catch (IOException failure) {
      return new Message.End(Optional.of("the stream cannot be read: " + failure.getMessage()));
    } catch (RuntimeException | OutOfMemoryError bug) {
      return new Message.End(Optional.of(bug(bug)));
    }
  }

  private void received(Message message, int length) throws InterruptedException {
    if (message instanceof Message.Notification cancel
        && cancel.method().equals("$/cancelRequest")) {
      cancel.params().member("id").ifPresent(inbox::cancel);
    } else {
      inbox.put(message, length);
    }
  }

  private void lookAtOne() throws IOException {
    try {
      diagnostics.next();
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError bug) {
      outbox.log(bug(bug));
    }
  }

  private void answer(Message.Request request) throws IOException {
    var id = request.id();
    try {
      if (state == State.NEW && !request.method().equals("initialize")) {
        outbox.error(id, ErrorCode.SERVER_NOT_INITIALIZED, "initialize comes first");
        return;
      }
      if (state == State.RUNNING && request.method().equals("initialize")) {
        outbox.error(id, ErrorCode.INVALID_REQUEST, "initialize comes once");
        return;
      }
      if (state == State.SHUT_DOWN) {
        outbox.error(id, ErrorCode.INVALID_REQUEST, "nothing but exit comes after shutdown");
        return;
      }
      var result = result(request.method(), request.params());
      if (result.isPresent()) {
        outbox.result(id, result.get());
      } else {
        outbox.error(id, ErrorCode.METHOD_NOT_FOUND, "no such method here");
      }
    } catch (BadParams bad) {
      outbox.error(id, ErrorCode.INVALID_PARAMS, bad.what());
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError bug) {
      outbox.error(id, ErrorCode.INTERNAL_ERROR, bug(bug));
    }
  }

  private Optional<Outbox.Value> result(String method, JsonValue params)
      throws BadParams, IOException {
    return switch (method) {
      case "initialize" -> Optional.of(initialize(params));
      case "shutdown" -> {
        state = State.SHUT_DOWN;
        yield Optional.of(json -> json.writeNull());
      }
      case "textDocument/completion" -> Optional.of(features.completion(params));
      case "textDocument/hover" -> Optional.of(features.hover(params));
      case "textDocument/definition" -> Optional.of(features.definition(params));
      case "textDocument/formatting" -> Optional.of(features.formatting(params));
      default -> Optional.empty();
    };
  }

  private void note(Message.Notification notification) throws IOException {
    if (state != State.RUNNING) {
      // LSP 3.17: dropped before initialize; nothing but exit comes after shutdown
      return;
    }
    try {
      var params = notification.params();
      switch (notification.method()) {
        case "initialized" -> watchFiles();
        case "textDocument/didOpen" -> diagnostics.changed(documents.open(params));
        case "textDocument/didChange" -> diagnostics.changed(documents.change(params));
        case "textDocument/didClose" -> diagnostics.closed(documents.close(params));
        case "textDocument/didSave", "workspace/didChangeWatchedFiles" -> diagnostics.changed();
        default -> {
          // whoever sends more than it was offered expects nothing of it
        }
      }
    } catch (BadParams bad) {
      outbox.log(notification.method() + " is passed over: " + bad.what());
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError bug) {
      outbox.log(bug(bug));
    }
  }

  private static String bug(Throwable bug) {
    return bug instanceof OutOfMemoryError
        ? "out of memory: what is open is larger than anything that qm expects"
        : "this is a bug in qm, please report it: "
            + bug.getClass().getSimpleName()
            + (bug.getMessage() == null ? "" : ": " + bug.getMessage());
  }

  /** LSP 3.17, InitializeParams and InitializeResult. */
  private Outbox.Value initialize(JsonValue params) {
    state = State.RUNNING;
    var capabilities = params.member("capabilities").orElse(JsonValue.Literal.NULL);
    List<String> encodings = new ArrayList<>();
    for (var offered : capabilities.items("general", "positionEncodings")) {
      if (offered instanceof JsonValue.Text(var word)) {
        encodings.add(word);
      }
    }
    var encoding = PositionEncoding.of(encodings);
    documents.countIn(encoding);
    features.shown(capabilities);
    watchesFiles = capabilities.isTrue("workspace", "didChangeWatchedFiles", "dynamicRegistration");
    return json -> {
      json.writeStartObject();
      json.writeObjectFieldStart("capabilities");
      json.writeStringField("positionEncoding", encoding.word());
      json.writeObjectFieldStart("textDocumentSync");
      json.writeBooleanField("openClose", true);
      json.writeNumberField("change", 2);
      json.writeBooleanField("save", true);
      json.writeEndObject();
      json.writeObjectFieldStart("completionProvider");
      json.writeArrayFieldStart("triggerCharacters");
      json.writeString("[");
      json.writeString("=");
      json.writeEndArray();
      json.writeEndObject();
      json.writeBooleanField("hoverProvider", true);
      json.writeBooleanField("definitionProvider", true);
      json.writeBooleanField("documentFormattingProvider", true);
      json.writeEndObject();
      json.writeObjectFieldStart("serverInfo");
      json.writeStringField("name", "qm quadlet lsp");
      json.writeStringField("version", version);
      json.writeEndObject();
      json.writeEndObject();
    };
  }

  /** Asks to be told of units that change on the disk: LSP 3.17, client/registerCapability. */
  private void watchFiles() throws IOException {
    if (!watchesFiles) {
      return;
    }
    List<String> extensions = new ArrayList<>();
    for (var type : UnitType.values()) {
      extensions.add(type.extension());
    }
    outbox.request(
        "client/registerCapability",
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("registrations");
          json.writeStartObject();
          json.writeStringField("id", "units");
          json.writeStringField("method", "workspace/didChangeWatchedFiles");
          json.writeObjectFieldStart("registerOptions");
          json.writeArrayFieldStart("watchers");
          for (var glob : List.of("**/*.{" + String.join(",", extensions) + "}", "**/*.d/*.conf")) {
            json.writeStartObject();
            json.writeStringField("globPattern", glob);
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
          json.writeEndObject();
          json.writeEndArray();
          json.writeEndObject();
        });
  }
}
