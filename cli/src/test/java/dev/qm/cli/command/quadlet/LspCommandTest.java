package dev.qm.cli.command.quadlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.parse.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LspCommandTest {
  @TempDir Path folder;

  private static String framed(String... bodies) {
    var text = new StringBuilder();
    for (var body : bodies) {
      text.append("Content-Length: ").append(body.length()).append("\r\n\r\n").append(body);
    }
    return text.toString();
  }

  private static final String INITIALIZE =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"capabilities\":{}}}";

  private static String open(Path file, String text) {
    return "{\"jsonrpc\":\"2.0\",\"method\":\"textDocument/didOpen\",\"params\":{\"textDocument\":"
        + "{\"uri\":\"file://"
        + file
        + "\",\"version\":1,\"text\":\""
        + text
        + "\"}}}";
  }

  @Test
  void aSessionIsServedOnStandardInputAndOutput() throws Exception {
    var call =
        Call.reading(
            framed(
                INITIALIZE,
                "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"shutdown\"}",
                "{\"jsonrpc\":\"2.0\",\"method\":\"exit\"}"),
            "lsp");

    assertThat(call.status()).isZero();
    assertThat(call.out()).startsWith("Content-Length: ").endsWith("\"id\":2,\"result\":null}");
  }

  @Test
  void aSessionThatDoesNotEndAsItShouldIsAFailure() throws Exception {
    assertThat(Call.reading(framed(INITIALIZE), "lsp").status()).isEqualTo(1);
  }

  @Test
  void aPersonWhoTypesIsToldWhoShouldCallIt() {
    assertThatThrownBy(() -> Call.reading("help\n", "lsp"))
        .isInstanceOfSatisfying(
            CommandFailure.class,
            failure ->
                assertThat(failure.letter().what())
                    .startsWith("this is not the Language Server Protocol"));
  }

  @Test
  void aFolderThatIsNamedIsTakenWithItsSubfolders() throws Exception {
    var web = Files.createDirectory(folder.resolve("web")).toRealPath();
    var net = Files.createDirectory(folder.resolve("net"));
    Files.writeString(net.resolve("car.network"), "[Network]\n");
    var session =
        framed(
            INITIALIZE,
            open(
                web.resolve("web.container"),
                "[Container]\\nImage=q.io/a\\nNetwork=car.network\\n"));

    assertThat(Call.reading(session, "lsp").out()).contains("car.network does not exist");
    assertThat(Call.reading(session, "lsp", folder.toString()).out())
        .contains("\"diagnostics\":[]");
  }

  @Test
  void keysAreThoseOfThePodmanThatIsAskedFor() throws Exception {
    var session =
        framed(INITIALIZE, open(folder.toRealPath().resolve("a.volume"), "[Volume]\\nUID=5\\n"));

    assertThat(Call.reading(session, "lsp", "--podman", "5.8.6").out()).contains("unknown-key");
    assertThat(Call.reading(session, "lsp", "--podman", "6.0").out())
        .contains("\"diagnostics\":[]");
  }

  @Test
  void wrongWordsAreWrongUsage() {
    assertThatThrownBy(() -> Call.of("lsp", folder.resolve("none").toString()))
        .isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> Call.of("lsp", "--podman", "new")).isInstanceOf(UsageException.class);
  }
}
