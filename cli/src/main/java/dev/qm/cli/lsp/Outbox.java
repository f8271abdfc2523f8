package dev.qm.cli.lsp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes messages to the editor, each with its header in one piece. All but ASCII is escaped: half
 * a pair of UTF-16, which a text of an editor may have, is then no less JSON than the rest.
 */
final class Outbox {
  private static final int LAST_ASCII = 0x7f;
  private static final JsonFactory FACTORY = new JsonFactory();

  private final OutputStream out;
  private int requests;

  Outbox(OutputStream out) {
    this.out = out;
  }

  /** Writes one value. */
  @FunctionalInterface
  interface Value {
    void writeTo(JsonGenerator json) throws IOException;
  }

  /** The answer to a request. */
  void result(JsonValue id, Value result) throws IOException {
    send(json -> {
      id(json, id);
      json.writeFieldName("result");
      result.writeTo(json);
    });
  }

  /** The answer to a request that has no result, or to something that is no request. */
  void error(JsonValue id, ErrorCode code, String message) throws IOException {
    send(json -> {
      id(json, id);
      json.writeObjectFieldStart("error");
      json.writeNumberField("code", code.number());
      json.writeStringField("message", message);
      json.writeEndObject();
    });
  }

  /** Something for the editor to know. */
  void notify(String method, Value params) throws IOException {
    send(json -> {
      json.writeStringField("method", method);
      json.writeFieldName("params");
      params.writeTo(json);
    });
  }

  /** Something that the editor is asked to do; whatever it answers is all right. */
  void request(String method, Value params) throws IOException {
    requests++;
    send(json -> {
      json.writeStringField("id", "qm-" + requests);
      json.writeStringField("method", method);
      json.writeFieldName("params");
      params.writeTo(json);
    });
  }

  /** A line for the editor's log. */
  void log(String message) throws IOException {
    notify("window/logMessage", json -> message(json, 2, message));
  }

  /** A warning that somebody shall see. */
  void warn(String message) throws IOException {
    notify("window/showMessage", json -> message(json, 2, message));
  }

  /** LSP 3.17, MessageType: 1 error, 2 warning, 3 info, 4 log. */
  private static void message(JsonGenerator json, int type, String message) throws IOException {
    json.writeStartObject();
    json.writeNumberField("type", type);
    json.writeStringField("message", message);
    json.writeEndObject();
  }

  private static void id(JsonGenerator json, JsonValue id) throws IOException {
    json.writeFieldName("id");
    switch (id) {
      case JsonValue.Text text -> json.writeString(text.text());
      case JsonValue.Numeral number -> json.writeNumber(number.digits());
      case JsonValue.Literal _, JsonValue.Members _, JsonValue.Items _ -> json.writeNull();
    }
  }

  private void send(Value members) throws IOException {
    var body = new ByteArrayOutputStream();
    try (var json = FACTORY.createGenerator(body)) {
      json.setHighestNonEscapedChar(LAST_ASCII);
      json.writeStartObject();
      json.writeStringField("jsonrpc", "2.0");
      members.writeTo(json);
      json.writeEndObject();
    }
    var frame = new ByteArrayOutputStream(body.size() + 32);
    frame.writeBytes(FrameReader.header(body.size()));
    body.writeTo(frame);
    frame.writeTo(out);
    out.flush();
  }
}
