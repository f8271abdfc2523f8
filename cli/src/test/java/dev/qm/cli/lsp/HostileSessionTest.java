package dev.qm.cli.lsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.qm.cli.frame.CommandFailure;
import dev.qm.quadlet.language.Workspace;
import dev.qm.quadlet.machine.Settings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever comes in: the server ends, and what goes out is the protocol and no fault of ours. */
class HostileSessionTest {
  private static final String URI = "file:///no/such/folder/a.container";

  /** A session as an editor has it. */
  private static final List<String> SESSION =
      List.of(
          "{'jsonrpc':'2.0','id':1,'method':'initialize','params':{'capabilities':{'general':"
              + "{'positionEncodings':['utf-8']}}}}",
          "{'jsonrpc':'2.0','method':'initialized','params':{}}",
          "{'jsonrpc':'2.0','method':'textDocument/didOpen','params':{'textDocument':{'uri':'"
              + URI
              + "','languageId':'x','version':1,'text':'[Container]\\nImage=\\ud834\\udd1e\\n'}}}",
          "{'jsonrpc':'2.0','method':'textDocument/didChange','params':{'textDocument':{'uri':'"
              + URI
              + "','version':2},'contentChanges':[{'range':{'start':{'line':1,'character':6},"
              + "'end':{'line':1,'character':10}},'text':'b.image'}]}}",
          "{'jsonrpc':'2.0','id':2,'method':'textDocument/completion','params':{'textDocument':"
              + "{'uri':'"
              + URI
              + "'},'position':{'line':1,'character':8}}}",
          "{'jsonrpc':'2.0','id':3,'method':'textDocument/hover','params':{'textDocument':"
              + "{'uri':'"
              + URI
              + "'},'position':{'line':1,'character':2}}}",
          "{'jsonrpc':'2.0','id':4,'method':'textDocument/definition','params':{'textDocument':"
              + "{'uri':'"
              + URI
              + "'},'position':{'line':1,'character':8}}}",
          "{'jsonrpc':'2.0','id':5,'method':'textDocument/formatting','params':{'textDocument':"
              + "{'uri':'"
              + URI
              + "'},'options':{}}}",
          "{'jsonrpc':'2.0','method':'textDocument/didClose','params':{'textDocument':{'uri':'"
              + URI
              + "'}}}",
          "{'jsonrpc':'2.0','id':6,'method':'shutdown'}",
          "{'jsonrpc':'2.0','method':'exit'}");

  /** What a byte, a value or a message becomes. */
  private static final List<String> ODDITIES =
      List.of(
          "null",
          "-1",
          "1e99",
          "99999999999999999999",
          "{}",
          "[]",
          "''",
          "true",
          "'\\ud800'",
          "'file:///'",
          "{'line':-1,'character':-1}",
          "'exit'",
          "'initialize'",
          "\0",
          "}",
          "{",
          "\u00ff",
          "Content-Length: 3\r\n\r\n");

  /** What the server did with an input. */
  private record Answered(List<JsonValue> messages, boolean isWhole) {}

  private static Answered serve(byte[] input) throws Exception {
    var out = new ByteArrayOutputStream();
    var workspace = Workspace.of(Settings.host().withFiles(file -> true), List.of());
    assertTimeoutPreemptively(
        Duration.ofMinutes(1),
        () -> {
          try {
            LanguageServer.serve(new ByteArrayInputStream(input), out, workspace, "test");
          } catch (CommandFailure letter) {
            assertThat(letter.letter().what()).doesNotContain("bug");
          }
        });
    return read(out.toByteArray());
  }

  private static Answered read(byte[] output) throws IOException {
    var frames = new FrameReader(new ByteArrayInputStream(output));
    var messages = new ArrayList<JsonValue>();
    while (true) {
      switch (frames.next()) {
        case Frame.Body body -> messages.add(JsonValue.parse(body.bytes()));
        case Frame.End() -> {
          return new Answered(messages, true);
        }
        case Frame.Broken _, Frame.PassedOver _ -> {
          return new Answered(messages, false);
        }
      }
    }
  }

  private static void isAnsweredByTheProtocol(byte[] input) throws Exception {
    var answered = serve(input);

    assertThat(answered.isWhole()).isTrue();
    for (var message : answered.messages()) {
      assertThat(message.text("jsonrpc")).contains("2.0");
      assertThat(message.toString()).doesNotContain("this is a bug");
    }
  }

  @Property(tries = 1000)
  void anyBytes(@ForAll byte[] bytes) throws Exception {
    isAnsweredByTheProtocol(bytes);
  }

  @Property(tries = 500)
  void anyBodies(@ForAll("bodies") List<String> bodies) throws Exception {
    isAnsweredByTheProtocol(framed(bodies));
  }

  @Property(tries = 2000)
  void sessionsWithOddValues(@ForAll("sessions") List<String> session) throws Exception {
    isAnsweredByTheProtocol(framed(session));
  }

  @Property(tries = 500)
  void sessionsThatAreCutAndJoinedAnywhere(
      @ForAll("sessions") List<String> session, @ForAll int from, @ForAll int to) throws Exception {
    var bytes = framed(session);
    var start = Math.floorMod(from, bytes.length);
    var end = Math.floorMod(to, bytes.length);
    var cut = new ByteArrayOutputStream();
    cut.write(bytes, 0, Math.min(start, end));
    cut.write(bytes, Math.max(start, end), bytes.length - Math.max(start, end));

    isAnsweredByTheProtocol(cut.toByteArray());
  }

  private static byte[] framed(List<String> bodies) {
    var out = new ByteArrayOutputStream();
    for (var body : bodies) {
      var bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
      out.writeBytes(FrameReader.header(bytes.length));
      out.writeBytes(bytes);
    }
    return out.toByteArray();
  }

  @Provide
  Arbitrary<List<String>> bodies() {
    return Arbitraries.oneOf(
            Arbitraries.of(ODDITIES),
            Arbitraries.of("'", ":", ",", "[", "]", "{", "}", "1"),
            Arbitraries.strings().ofMaxLength(3))
        .list()
        .ofMaxSize(8)
        .map(parts -> String.join("", parts))
        .list()
        .ofMaxSize(4);
  }

  /** The session with messages left out, twice, in another order, and values exchanged. */
  @Provide
  Arbitrary<List<String>> sessions() {
    var message =
        Arbitraries.of(SESSION)
            .flatMap(text ->
                Arbitraries.frequencyOf(
                    net.jqwik.api.Tuple.of(3, Arbitraries.just(text)),
                    net.jqwik.api.Tuple.of(2, mutated(text))));
    return message
        .list()
        .ofMaxSize(12)
        .map(tail -> {
          var session = new ArrayList<>(SESSION.subList(0, 3));
          session.addAll(tail);
          return session;
        });
  }

  /** A message in which something stands in place of a part. */
  private static Arbitrary<String> mutated(String text) {
    return Arbitraries.integers()
        .between(0, text.length() - 1)
        .flatMap(at ->
            Arbitraries.integers()
                .between(0, 12)
                .flatMap(length ->
                    Arbitraries.of(ODDITIES)
                        .map(odd ->
                            text.substring(0, at)
                                + odd
                                + text.substring(Math.min(text.length(), at + length)))));
  }
}
