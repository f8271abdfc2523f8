package dev.qm.cli.lsp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.qm.cli.frame.CommandFailure;
import dev.qm.quadlet.language.Workspace;
import dev.qm.quadlet.machine.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** An editor that talks with a server in this process, over pipes as a real one does. */
final class Editor implements AutoCloseable {
  /** Far more than any answer takes; a test that hangs shall fail. */
  private static final long DEADLINE_SECONDS = 120;

  private final Path folder;
  private final OutputStream toServer;
  private final LinkedBlockingQueue<JsonValue> received = new LinkedBlockingQueue<>();
  private final List<JsonValue> put = new ArrayList<>();
  private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
  private int lastId;
  private int lastVersion;

  private Editor(Path folder) throws IOException {
    this.folder = folder;
    var requests = Pipe.open();
    var answers = Pipe.open();
    toServer = Channels.newOutputStream(requests.sink());
    var workspace = Workspace.of(Settings.host().withFiles(file -> true), List.of());
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try (var out = Channels.newOutputStream(answers.sink())) {
            ended.complete(
                LanguageServer.serve(
                    Channels.newInputStream(requests.source()), out, workspace, "test"));
          } catch (Exception | Error failure) {
            ended.completeExceptionally(failure);
          }
        });
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            var frames = new FrameReader(Channels.newInputStream(answers.source()));
            while (frames.next() instanceof Frame.Body body) {
              received.add(JsonValue.parse(body.bytes()));
            }
          } catch (IOException gone) {
            // the test has ended
          }
        });
  }

  /** One that has begun nothing yet. */
  static Editor startedOn(Path folder) throws IOException {
    return new Editor(folder.toRealPath());
  }

  /** One that has begun a session. */
  static Editor on(Path folder) throws Exception {
    return on(folder, "{}");
  }

  /** One that has begun a session with these capabilities. */
  static Editor on(Path folder, String capabilities) throws Exception {
    var editor = startedOn(folder);
    editor.answer("initialize", "{\"capabilities\":" + capabilities + "}");
    editor.tell("initialized", "{}");
    return editor;
  }

  static String quoted(String text) {
    return "\"" + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
  }

  String uri(String name) {
    return DocumentUri.of(folder.resolve(name));
  }

  /** Sends bytes as they are. */
  void send(byte[] bytes) throws IOException {
    toServer.write(bytes);
    toServer.flush();
  }

  /** Sends a message. */
  void send(String json) throws IOException {
    var body = json.getBytes(StandardCharsets.UTF_8);
    send(FrameReader.header(body.length));
    send(body);
  }

  void tell(String method, String params) throws IOException {
    send("{\"jsonrpc\":\"2.0\",\"method\":" + quoted(method) + ",\"params\":" + params + "}");
  }

  /** Asks; the number of the request. */
  int ask(String method, String params) throws IOException {
    lastId++;
    send(
        "{\"params\":"
            + params
            + ",\"method\":"
            + quoted(method)
            + ",\"id\":"
            + lastId
            + ",\"jsonrpc\":\"2.0\"}");
    return lastId;
  }

  /** The message that answers a request. */
  JsonValue answerTo(int id) throws InterruptedException {
    return await(message ->
        message.member("method").isEmpty()
            && message.member("id").filter(it -> it.equals(number(id))).isPresent());
  }

  /** The result of a request. */
  JsonValue answer(String method, String params) throws Exception {
    var message = answerTo(ask(method, params));
    assertThat(message.member("error")).as("%s", message).isEmpty();
    return message.member("result").orElseThrow();
  }

  private static JsonValue number(int number) {
    return new JsonValue.Numeral(Integer.toString(number));
  }

  /** The next message that is meant, of those that came before too. */
  JsonValue await(Predicate<JsonValue> meant) throws InterruptedException {
    for (var message : put) {
      if (meant.test(message)) {
        put.remove(message);
        return message;
      }
    }
    while (true) {
      var message = received.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
      assertThat(message).as("a message that does not come; there were %s", put).isNotNull();
      if (meant.test(message)) {
        return message;
      }
      put.add(message);
    }
  }

  void open(String name, String text) throws IOException {
    openUri(uri(name), text);
  }

  void openUri(String uri, String text) throws IOException {
    lastVersion++;
    tell(
        "textDocument/didOpen",
        "{\"textDocument\":{\"uri\":"
            + quoted(uri)
            + ",\"languageId\":\"x\",\"version\":"
            + lastVersion
            + ",\"text\":"
            + quoted(text)
            + "}}");
  }

  /** Puts another text in place of all. */
  void replace(String name, String text) throws IOException {
    change(name, "{\"text\":" + quoted(text) + "}");
  }

  /** Puts a text in place of a part of one line. */
  void type(String name, int line, int from, int to, String text) throws IOException {
    change(
        name,
        "{\"range\":{\"start\":"
            + position(line, from)
            + ",\"end\":"
            + position(line, to)
            + "},\"text\":"
            + quoted(text)
            + "}");
  }

  void change(String name, String changes) throws IOException {
    lastVersion++;
    tell(
        "textDocument/didChange",
        "{\"textDocument\":{\"uri\":"
            + quoted(uri(name))
            + ",\"version\":"
            + lastVersion
            + "},\"contentChanges\":["
            + changes
            + "]}");
  }

  void close(String name) throws IOException {
    tell("textDocument/didClose", "{\"textDocument\":{\"uri\":" + quoted(uri(name)) + "}}");
  }

  static String position(int line, int character) {
    return "{\"line\":" + line + ",\"character\":" + character + "}";
  }

  String at(String name, int line, int character) {
    return "{\"textDocument\":{\"uri\":"
        + quoted(uri(name))
        + "},\"position\":"
        + position(line, character)
        + "}";
  }

  /** What is told of the version that was sent last. */
  List<JsonValue> diagnostics(String name) throws InterruptedException {
    var version = lastVersion;
    return diagnostics(name, message -> message.number("params", "version").orElse(-1) == version);
  }

  /** What is told next of a document. */
  List<JsonValue> nextDiagnostics(String name) throws InterruptedException {
    return diagnostics(name, message -> true);
  }

  private List<JsonValue> diagnostics(String name, Predicate<JsonValue> meant)
      throws InterruptedException {
    var uri = uri(name);
    return await(message ->
            message.text("method").filter("textDocument/publishDiagnostics"::equals).isPresent()
                && message.text("params", "uri").filter(uri::equals).isPresent()
                && meant.test(message))
        .items("params", "diagnostics");
  }

  /** Where a diagnostic is: line, first and last character. */
  static List<Integer> place(JsonValue diagnostic) {
    return List.of(
        diagnostic.number("range", "start", "line").getAsInt(),
        diagnostic.number("range", "start", "character").getAsInt(),
        diagnostic.number("range", "end", "line").getAsInt(),
        diagnostic.number("range", "end", "character").getAsInt());
  }

  static List<String> codes(List<JsonValue> diagnostics) {
    return diagnostics.stream().map(it -> it.text("code").orElse("")).toList();
  }

  void endOfInput() throws IOException {
    toServer.close();
  }

  /** Whether the server says that the session ended as it should. */
  boolean ended() throws InterruptedException, TimeoutException, CommandFailure {
    try {
      return ended.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof CommandFailure letter) {
        throw letter;
      }
      throw new AssertionError(failure);
    }
  }

  @Override
  public void close() throws IOException {
    toServer.close();
  }
}
