package dev.qm.cli.lsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.cli.frame.CommandFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions with an editor. */
class LanguageServerTest {
  private static final String RADIO = "[Container]\nImage=q.io/radio\n";
  private static final String UTF_8 =
      "{\"general\":{\"positionEncodings\":[\"utf-32\",\"utf-8\",\"utf-16\"]}}";

  @TempDir Path folder;

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private static int error(JsonValue message) {
    return message.number("error", "code").orElseThrow();
  }

  @Test
  void theServerSaysWhatItCanDo() throws Exception {
    try (var editor = Editor.startedOn(folder)) {
      var result = editor.answer("initialize", "{\"processId\":null,\"capabilities\":{}}");

      assertThat(result.text("capabilities", "positionEncoding")).contains("utf-16");
      assertThat(result.number("capabilities", "textDocumentSync", "change")).hasValue(2);
      assertThat(result.isTrue("capabilities", "hoverProvider")).isTrue();
      assertThat(result.text("serverInfo", "name")).contains("qm quadlet lsp");
    }
  }

  @Test
  void aMistakeIsToldWhileItIsTyped() throws Exception {
    try (var editor = Editor.on(folder)) {
      editor.open("radio.container", RADIO);
      assertThat(editor.diagnostics("radio.container")).isEmpty();

      editor.type("radio.container", 2, 0, 0, "Volumes=/a:/a");

      var told = editor.diagnostics("radio.container");
      assertThat(Editor.codes(told)).containsExactly("unknown-key");
      assertThat(Editor.place(told.getFirst())).containsExactly(2, 0, 2, 7);
      assertThat(told.getFirst().number("severity")).hasValue(1);
      assertThat(told.getFirst().text("message").orElseThrow())
          .isEqualTo(
              "unknown key 'Volumes' in [Container]; Podman refuses the whole unit for it;"
                  + " did you mean 'Volume'?");

      editor.type("radio.container", 2, 6, 7, "");
      assertThat(editor.diagnostics("radio.container")).isEmpty();
    }
  }

  @Test
  void placesAreCountedAsAgreed() throws Exception {
    var text = "[Container]\nImage=q.io/a\nLabel=\ud834\udd1e\u00e9=1 CPU=\"x y\" z\n";
    for (var capabilities : List.of("{}", UTF_8)) {
      try (var editor = Editor.on(folder, capabilities)) {
        editor.open("radio.container", text);

        var told = editor.diagnostics("radio.container");

        assertThat(Editor.codes(told)).containsExactly("unquoted-space");
        var column = capabilities.equals("{}") ? 22 : 25;
        assertThat(Editor.place(told.getFirst())).containsExactly(2, column, 2, column + 1);
      }
    }
  }

  @Test
  void editsWithinCharactersOfTwoHalvesAndLinesThatEndInTwoCharacters() throws Exception {
    try (var editor = Editor.on(folder, UTF_8)) {
      editor.open("radio.container", "[Container]\r\nImage=\ud834\udd1e\r\nMemory=1g\r\n");
      editor.type("radio.container", 1, 6, 10, "q.io/x");
      editor.type("radio.container", 2, 7, 99, "much");

      var told = editor.diagnostics("radio.container");

      assertThat(Editor.codes(told)).containsExactly("value");
      assertThat(Editor.place(told.getFirst())).containsExactly(2, 7, 2, 11);
    }
  }

  @Test
  void whatIsToldOfOtherOpenDocumentsFollowsAChange() throws Exception {
    try (var editor = Editor.on(folder)) {
      editor.open("radio.container", RADIO + "Network=car.network\n");
      assertThat(Editor.codes(editor.diagnostics("radio.container")))
          .containsExactly("missing-unit");

      editor.open("car.network", "[Network]\n");
      assertThat(editor.nextDiagnostics("radio.container")).isEmpty();

      editor.close("car.network");
      assertThat(Editor.codes(editor.nextDiagnostics("radio.container")))
          .containsExactly("missing-unit");
    }
  }

  @Test
  void whatChangesOnTheDiskIsToldWhenTheEditorSaysSo() throws Exception {
    var watching = "{\"workspace\":{\"didChangeWatchedFiles\":{\"dynamicRegistration\":true}}}";
    try (var editor = Editor.on(folder, watching)) {
      var asked = editor.await(it -> it.text("method").isPresent());
      assertThat(asked.text("method")).contains("client/registerCapability");
      editor.send("{\"jsonrpc\":\"2.0\",\"id\":\"qm-1\",\"result\":null}");
      editor.open("radio.container", RADIO + "Network=car.network\n");
      assertThat(editor.diagnostics("radio.container")).hasSize(1);

      write("car.network", "[Network]\n");
      editor.tell("workspace/didChangeWatchedFiles", "{\"changes\":[]}");

      assertThat(editor.nextDiagnostics("radio.container")).isEmpty();
    }
  }

  @Test
  void whatIsClosedIsTakenBack() throws Exception {
    try (var editor = Editor.on(folder)) {
      editor.open("radio.container", "[Container]\n");
      assertThat(editor.diagnostics("radio.container")).hasSize(1);

      editor.close("radio.container");

      assertThat(editor.nextDiagnostics("radio.container")).isEmpty();
    }
  }

  @Test
  void keysAreCompletedWithTheTextThatIsReplaced() throws Exception {
    try (var editor = Editor.on(folder)) {
      editor.open("radio.container", "[Container]\nIma");

      var items = editor.answer("textDocument/completion", editor.at("radio.container", 1, 3));

      var image =
          ((JsonValue.Items) items)
              .items().stream().filter(it -> it.text("label").get().equals("Image")).toList();
      assertThat(image).hasSize(1);
      assertThat(image.getFirst().text("textEdit", "newText")).contains("Image=");
      assertThat(image.getFirst().number("textEdit", "range", "start", "character")).hasValue(0);
      assertThat(image.getFirst().number("textEdit", "range", "end", "character")).hasValue(3);
      assertThat(image.getFirst().text("documentation").orElseThrow()).startsWith("The image");
    }
  }

  @Test
  void aRequestIsAboutTheTextAsItIsThen() throws Exception {
    try (var editor = Editor.on(folder)) {
      editor.open("radio.container", "");
      var ids = new ArrayList<Integer>();
      for (var i = 0; i < 200; i++) {
        var word = i % 2 == 0 ? "[Container]\nPull=\n" : "[Service]\nRestart=\n";
        editor.replace("radio.container", word);
        ids.add(
            editor.ask(
                "textDocument/completion", editor.at("radio.container", 1, i % 2 == 0 ? 5 : 8)));
      }
      for (var i = 0; i < ids.size(); i++) {
        var items = editor.answerTo(ids.get(i)).items("result");
        assertThat(items.getFirst().text("label")).contains(i % 2 == 0 ? "always" : "no");
      }
    }
  }

  @Test
  void whoTypesFastIsToldOfTheLastState() throws Exception {
    try (var editor = Editor.on(folder)) {
      editor.open("radio.container", RADIO);
      var line = "Volumes=/a:/a";
      for (var i = 0; i < line.length(); i++) {
        editor.type("radio.container", 2, i, i, line.substring(i, i + 1));
      }

      assertThat(Editor.codes(editor.diagnostics("radio.container")))
          .containsExactly("unknown-key");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "{\"textDocument\":{\"hover\":{\"contentFormat\":[\"markdown\"]}}}"})
  void aKeyIsExplained(String capabilities) throws Exception {
    try (var editor = Editor.on(folder, capabilities)) {
      editor.open("radio.container", "[Container]\nMemory=1g\n");

      var hover = editor.answer("textDocument/hover", editor.at("radio.container", 1, 2));

      var isPlain = capabilities.equals("{}");
      assertThat(hover.text("contents", "kind")).contains(isPlain ? "plaintext" : "markdown");
      assertThat(hover.text("contents", "value").orElseThrow())
          .startsWith(isPlain ? "Memory= in [Container]\nThe" : "**`Memory= in [Container]`**")
          .contains(isPlain ? "becomes: --memory VALUE" : "- becomes: `--memory VALUE`");
    }
  }

  @Test
  void aUnitThatIsNamedIsFound() throws Exception {
    write("car radio#1%.network", "[Network]\n");
    try (var editor = Editor.on(folder)) {
      editor.open("radio.container", "[Unit]\nAfter=car radio#1%.network\n");
      editor.open("a.container", "[Container]\nVolume=b.volume:/b\n");
      editor.open("b.volume", "[Volume]\n");

      var there = editor.answer("textDocument/definition", editor.at("a.container", 1, 9));
      var nowhere = editor.answer("textDocument/definition", editor.at("a.container", 0, 3));

      assertThat(there.text("uri")).contains(editor.uri("b.volume"));
      assertThat(there.number("range", "start", "line")).hasValue(0);
      assertThat(nowhere).isEqualTo(JsonValue.Literal.NULL);
    }
  }

  @Test
  void formattingChangesTheLinesThatAreNotInForm() throws Exception {
    try (var editor = Editor.on(folder)) {
      editor.open("radio.container", "[Container]\nImage = q.io/a\nExec=b\n");
      var params =
          "{\"textDocument\":{\"uri\":" + Editor.quoted(editor.uri("radio.container")) + "}}";

      var edits = (JsonValue.Items) editor.answer("textDocument/formatting", params);

      assertThat(edits.items()).hasSize(1);
      assertThat(edits.items().getFirst().text("newText")).contains("Image=q.io/a\n");
      assertThat(edits.items().getFirst().number("range", "start", "line")).hasValue(1);
      assertThat(edits.items().getFirst().number("range", "end", "line")).hasValue(2);

      editor.replace("radio.container", "[Container]\nImage=q.io/a\n");
      assertThat(editor.answer("textDocument/formatting", params))
          .isEqualTo(new JsonValue.Items(List.of()));

      editor.replace("radio.container", "[Container\n");
      assertThat(editor.answer("textDocument/formatting", params))
          .isEqualTo(JsonValue.Literal.NULL);
      assertThat(
              editor
                  .await(it ->
                      it.text("method").isPresent()
                          && it.text("method").get().equals("window/showMessage"))
                  .text("params", "message"))
          .hasValueSatisfying(it -> assertThat(it).startsWith("line 1 keeps this file"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "untitled:Untitled-1",
        "file:///tmp/%zz.container",
        "file:///tmp/%ff.container",
        "file:///tmp/a%00.container",
        "file://elsewhere/tmp/radio.container",
        "file:///",
        "file:",
        "git:/tmp/radio.container?ref",
        "",
        "file:///tmp/notes.txt"
      })
  void aDocumentThatIsNoUnitHereIsLeftAlone(String uri) throws Exception {
    try (var editor = Editor.on(folder)) {
      editor.openUri(uri, "[Container]\n");
      var place =
          "{\"textDocument\":{\"uri\":"
              + Editor.quoted(uri)
              + "},\"position\":"
              + Editor.position(1, 0)
              + "}";

      for (var method : List.of("completion", "hover", "definition", "formatting")) {
        assertThat(editor.answer("textDocument/" + method, place))
            .isEqualTo(JsonValue.Literal.NULL);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"radio car.container", "r\u00e4dio.container", "\ud83d\ude97.container"})
  void namesOfAnyKindAreFiles(String name) throws Exception {
    try (var editor = Editor.on(folder)) {
      editor.open(name, "[Container]\n");

      assertThat(Editor.codes(editor.diagnostics(name))).contains("missing-key");
    }
  }

  @Test
  void aFolderThatIsALinkIsTheFolderThatItLeadsTo() throws Exception {
    var real = Files.createDirectory(folder.resolve("real"));
    Files.writeString(real.resolve("car.network"), "[Network]\n");
    var link = Files.createSymbolicLink(folder.resolve("link"), real);
    try (var editor = Editor.on(folder)) {
      var uri = "file://" + link.toRealPath().getParent().resolve("link/a.container");
      editor.openUri(uri, RADIO + "Network=car.network\nTypo=1\n");

      var told = editor.await(it -> it.text("params", "uri").filter(uri::equals).isPresent());

      assertThat(Editor.codes(told.items("params", "diagnostics"))).containsExactly("unknown-key");
    }
  }

  @Test
  void aFolderThatVanishesIsNoEnd() throws Exception {
    var sub = Files.createDirectory(folder.resolve("sub"));
    Files.writeString(sub.resolve("car.network"), "[Network]\n");
    try (var editor = Editor.on(sub)) {
      editor.open("a.container", RADIO + "Network=car.network\n");
      assertThat(editor.diagnostics("a.container")).isEmpty();

      Files.delete(sub.resolve("car.network"));
      Files.delete(sub);
      editor.replace("a.container", RADIO + "Network=car.network\n");

      assertThat(Editor.codes(editor.diagnostics("a.container"))).containsExactly("missing-unit");
    }
  }

  @Test
  void aDocumentOfThreeMebibytesIsRefusedAsAFileWouldBe() throws Exception {
    try (var editor = Editor.on(folder)) {
      editor.open("a.container", RADIO + ("#" + "x".repeat(1023)).repeat(3 * 1024));

      var told = editor.diagnostics("a.container");

      assertThat(Editor.codes(told)).containsExactly("unreadable");
      assertThat(told.getFirst().text("message").orElseThrow()).contains("larger than 2097152");
    }
  }

  @Test
  void requestsThatNobodyKnowsAreRefused() throws Exception {
    try (var editor = Editor.on(folder)) {
      assertThat(error(editor.answerTo(editor.ask("textDocument/rename", "{}")))).isEqualTo(-32601);
      assertThat(error(editor.answerTo(editor.ask("$/whatever", "null")))).isEqualTo(-32601);
      assertThat(error(editor.answerTo(editor.ask("textDocument/hover", "[]")))).isEqualTo(-32602);
      assertThat(error(editor.answerTo(editor.ask("initialize", "{}")))).isEqualTo(-32600);
    }
  }

  @Test
  void nothingIsAnsweredBeforeInitializeAndAfterShutdown() throws Exception {
    try (var editor = Editor.startedOn(folder)) {
      assertThat(error(editor.answerTo(editor.ask("textDocument/hover", "{}")))).isEqualTo(-32002);
      editor.answer("initialize", "{}");
      editor.answer("shutdown", "null");
      assertThat(error(editor.answerTo(editor.ask("textDocument/hover", "{}")))).isEqualTo(-32600);
      editor.tell("exit", "null");

      assertThat(editor.ended()).isTrue();
    }
  }

  @Test
  void anEditorThatGoesWithoutAWordIsAFailure() throws Exception {
    try (var exits = Editor.on(folder);
        var ends = Editor.on(folder);
        var shutDown = Editor.on(folder)) {
      exits.tell("exit", "null");
      ends.endOfInput();
      shutDown.answer("shutdown", "null");
      shutDown.endOfInput();

      assertThat(exits.ended()).isFalse();
      assertThat(ends.ended()).isFalse();
      assertThat(shutDown.ended()).isTrue();
    }
  }

  @Test
  void aRequestThatIsCancelledBeforeItIsBegunIsAnsweredSo() throws Exception {
    try (var editor = Editor.on(folder)) {
      // as much to do before the request as it takes for the next message to be read
      editor.open("a.container", RADIO + ("Label=a=" + "x".repeat(1000) + "\n").repeat(900));
      editor.ask(
          "textDocument/formatting",
          "{\"textDocument\":{\"uri\":" + Editor.quoted(editor.uri("a.container")) + "}}");
      var outcomes = new ArrayList<Integer>();
      for (var i = 0; i < 50; i++) {
        var id = editor.ask("textDocument/hover", editor.at("a.container", 1, 1));
        editor.tell("$/cancelRequest", "{\"id\":" + id + "}");
        outcomes.add(id);
      }

      for (var id : outcomes) {
        var answer = editor.answerTo(id);
        assertThat(answer.member("result").isPresent() || error(answer) == -32800).isTrue();
      }
      editor.tell("$/cancelRequest", "{\"id\":\"never asked\"}");
      assertThat(editor.answer("shutdown", "null")).isEqualTo(JsonValue.Literal.NULL);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "[]",
        "[{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"shutdown\"}]",
        "{\"id\":{},\"method\":\"shutdown\"}",
        "{\"id\":7}",
        "{\"method\":7}",
        "{} {}",
        "{\"a\":",
        "\"\\ud800\""
      })
  void whatIsNoMessageIsAnsweredWithAnErrorAndPassedOver(String body) throws Exception {
    try (var editor = Editor.on(folder)) {
      editor.send(body);

      var answer = editor.await(it -> it.member("error").isPresent());

      assertThat(error(answer)).isIn(-32700, -32600);
      assertThat(editor.answer("shutdown", "null")).isEqualTo(JsonValue.Literal.NULL);
    }
  }

  @Test
  void messagesThatAreTooDeepOrHaveTooManyValuesArePassedOver() throws Exception {
    try (var editor = Editor.on(folder)) {
      editor.send("[".repeat(100_000) + "]".repeat(100_000));
      assertThat(error(editor.await(it -> it.member("error").isPresent()))).isEqualTo(-32700);
      editor.send("{\"params\":[" + "0,".repeat(5_000_000) + "0]}");
      assertThat(error(editor.await(it -> it.member("error").isPresent()))).isEqualTo(-32700);

      assertThat(editor.answer("shutdown", "null")).isEqualTo(JsonValue.Literal.NULL);
    }
  }

  @Test
  void aMessageThatIsTooLargeIsPassedOver() throws Exception {
    try (var editor = Editor.on(folder)) {
      var length = FrameReader.LARGEST_BODY + 1;
      editor.send(FrameReader.header(length));
      var part = new byte[1 << 16];
      for (var sent = 0; sent < length; sent += part.length) {
        editor.send(sent + part.length > length ? new byte[length - sent] : part);
      }

      assertThat(error(editor.await(it -> it.member("error").isPresent()))).isEqualTo(-32600);
      assertThat(editor.answer("shutdown", "null")).isEqualTo(JsonValue.Literal.NULL);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\r\n\r\n",
        "hello\r\n\r\n",
        "Content-Length: -1\r\n\r\n",
        "Content-Length: 99999999999999999999\r\n\r\n",
        "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        "Content-Type: a\r\n\r\n{}",
        "{\"jsonrpc\":\"2.0\"}\n"
      })
  void whatIsNotTheProtocolEndsTheSessionWithOneLetter(String bytes) throws Exception {
    try (var editor = Editor.startedOn(folder)) {
      editor.send(bytes.getBytes(StandardCharsets.UTF_8));

      assertThat(error(editor.await(it -> it.member("error").isPresent()))).isEqualTo(-32700);
      assertThatThrownBy(editor::ended)
          .isInstanceOf(CommandFailure.class)
          .hasMessageStartingWith("this is not the Language Server Protocol");
    }
  }

  @Test
  void headersOfAnyOrderAndCaseAreTaken() throws Exception {
    try (var editor = Editor.startedOn(folder)) {
      var body = "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"initialize\"}";
      editor.send(
          ("content-type: application/vscode-jsonrpc; charset=utf8\ncontent-LENGTH:"
                  + body.length()
                  + "\n\n"
                  + body)
              .getBytes(StandardCharsets.UTF_8));

      var answer = editor.await(it -> it.text("id").isPresent());

      assertThat(answer.text("id")).contains("a");
      assertThat(answer.member("result")).isPresent();
    }
  }

  @Test
  void changesThatFitNothingArePassedOverAndLogged() throws Exception {
    try (var editor = Editor.on(folder)) {
      editor.open("a.container", "[Container]\n");
      assertThat(editor.diagnostics("a.container")).hasSize(1);
      editor.change("a.container", "{\"text\":7}");
      editor.change("a.container", "{\"range\":{},\"text\":\"x\"}");
      editor.change("never-opened.container", "{\"text\":\"\"}");
      for (var i = 0; i < 3; i++) {
        editor.await(it -> it.text("method").filter("window/logMessage"::equals).isPresent());
      }

      editor.type("a.container", 900_000_000, -5, 7, "Image=q.io/a\n");

      assertThat(editor.diagnostics("a.container")).isEmpty();
    }
  }
}
