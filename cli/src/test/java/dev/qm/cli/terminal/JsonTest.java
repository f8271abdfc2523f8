package dev.qm.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class JsonTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void valuesAreWrittenIndentedAndEndWithALine() throws IOException {
    try (var json = Json.to(out)) {
      json.beginObject()
          .field("state", "running")
          .field("pid", 42)
          .field("idle", true)
          .unknown("label")
          .beginArray("units")
          .value("a")
          .end()
          .beginObject("limits")
          .end()
          .end();
    }

    assertThat(written())
        .isEqualTo(
            """
            {
              "state" : "running",
              "pid" : 42,
              "idle" : true,
              "label" : null,
              "units" : [ "a" ],
              "limits" : { }
            }
            """);
  }

  @Test
  void halfAResultDoesNotParse() throws IOException {
    try (var json = Json.to(out)) {
      json.beginObject().field("state", "running");
    }

    assertThatThrownBy(() -> lastString(out.toByteArray())).isInstanceOf(IOException.class);
  }

  @Property
  void anyTextIsWrittenInPrintableAsciiAndReadBackAsItWas(@ForAll String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var json = Json.to(bytes)) {
      json.beginArray().value(text).end();
    }

    assertThat(bytes.toString(StandardCharsets.UTF_8).stripTrailing().chars())
        .allMatch(c -> c >= 0x20 && c <= 0x7e);
    assertThat(lastString(bytes.toByteArray())).isEqualTo(text);
  }

  private static String lastString(byte[] json) throws IOException {
    var last = "";
    try (var parser = new JsonFactory().createParser(json)) {
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token.isScalarValue()) {
          last = parser.getText();
        }
      }
    }
    return last;
  }

  private String written() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
