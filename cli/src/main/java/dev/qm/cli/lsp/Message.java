package dev.qm.cli.lsp;

import java.io.IOException;
import java.util.Optional;

/** What an editor sends: JSON-RPC 2.0. */
sealed interface Message {
  /**
   * A question, which gets exactly one answer.
   *
   * @param id a number or a string, for the answer
   * @param params JSON's null where there are none
   */
  record Request(JsonValue id, String method, JsonValue params) implements Message {}

  /** Something to know. */
  record Notification(String method, JsonValue params) implements Message {}

  /** The answer to a request of ours: none of them asks for anything. */
  record Response() implements Message {}

  /**
   * What is no message.
   *
   * @param id for the answer, JSON's null if there is none to be seen
   * @param code which error it is
   */
  record Invalid(JsonValue id, ErrorCode code, String why) implements Message {}

  /** No message will come any more. */
  record End(Optional<String> why) implements Message {}

  /** What a body says. */
  static Message parse(byte[] body) {
    JsonValue json;
    try {
      json = JsonValue.parse(body);
    } catch (IOException noJson) {
      return new Invalid(
          JsonValue.Literal.NULL, ErrorCode.PARSE_ERROR, "no JSON that could be meant");
    }
    var method = json.member("method");
    var id = json.member("id");
    if (method.isEmpty()
        && (json.member("result").isPresent() || json.member("error").isPresent())) {
      return new Response();
    }
    if (id.isPresent() && !isId(id.get())) {
      return new Invalid(
          JsonValue.Literal.NULL, ErrorCode.INVALID_REQUEST, "an id is a number or a string");
    }
    if (method.isEmpty() || !(method.get() instanceof JsonValue.Text name)) {
      return new Invalid(
          id.orElse(JsonValue.Literal.NULL),
          ErrorCode.INVALID_REQUEST,
          "a message is an object with a method");
    }
    var params = json.member("params").orElse(JsonValue.Literal.NULL);
    return id.isPresent()
        ? new Request(id.get(), name.text(), params)
        : new Notification(name.text(), params);
  }

  private static boolean isId(JsonValue id) {
    return id instanceof JsonValue.Text || id instanceof JsonValue.Numeral;
  }
}
