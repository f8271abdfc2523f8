package dev.qm.cli.lsp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A JSON value (RFC 8259) of a message. The members of a message come in any order, so that one is
 * in memory before it is known what it is about; how deep and how large it may be is bounded.
 */
sealed interface JsonValue {
  /** Levels: the protocol's messages have fewer than ten. */
  int DEEPEST = 64;

  /** So many values a message may have: more than any number of edits that somebody makes. */
  int MOST_VALUES = 100_000;

  /** Characters of one string: a document larger than any unit may be. */
  int LONGEST_TEXT = 16 * 1024 * 1024;

  /** An object. */
  record Members(Map<String, JsonValue> members) implements JsonValue {
    public Members {
      // not a copy of the JDK's immutable kind, which names that collide make slow
      members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }
  }

  /** An array. */
  record Items(List<JsonValue> items) implements JsonValue {
    public Items {
      items = List.copyOf(items);
    }
  }

  /** A string. */
  record Text(String text) implements JsonValue {}

  /** A number, as it was written. */
  record Numeral(String digits) implements JsonValue {}

  /** {@code true}, {@code false} or {@code null}. */
  enum Literal implements JsonValue {
    TRUE,
    FALSE,
    NULL
  }

  /**
   * Reads one value.
   *
   * @throws IOException if the bytes are no JSON, or more of it than a message may have
   */
  static JsonValue parse(byte[] bytes) throws IOException {
    try (var parser = Reading.FACTORY.createParser(bytes)) {
      var value = new Reading(parser).value(parser.nextToken());
      if (parser.nextToken() != null) {
        throw new IOException("something follows the message");
      }
      return value;
    }
  }

  /** A member of an object; empty if there is none, or this is no object. */
  default Optional<JsonValue> member(String name) {
    return this instanceof Members object
        ? Optional.ofNullable(object.members().get(name))
        : Optional.empty();
  }

  /** A member of members. */
  default Optional<JsonValue> at(String... names) {
    var value = Optional.of(this);
    for (var name : names) {
      value = value.flatMap(object -> object.member(name));
    }
    return value;
  }

  /** The text of a member; empty if that is no string. */
  default Optional<String> text(String... names) {
    return at(names)
        .flatMap(value -> value instanceof Text text ? Optional.of(text.text()) : Optional.empty());
  }

  /**
   * The whole number of a member; empty if that is none. One that is too large for a place in a
   * text is taken for the largest.
   */
  default OptionalInt number(String... names) {
    var value = at(names);
    if (value.isEmpty() || !(value.get() instanceof Numeral number)) {
      return OptionalInt.empty();
    }
    try {
      var exact = Long.parseLong(number.digits());
      return OptionalInt.of(Math.clamp(exact, Integer.MIN_VALUE, Integer.MAX_VALUE));
    } catch (NumberFormatException notWhole) {
      return OptionalInt.empty();
    }
  }

  /** Whether a member is {@code true}. */
  default boolean isTrue(String... names) {
    return at(names).filter(value -> value == Literal.TRUE).isPresent();
  }

  /** The elements of a member; none if that is no array. */
  default List<JsonValue> items(String... names) {
    return at(names)
        .map(value -> value instanceof Items array ? array.items() : List.<JsonValue>of())
        .orElse(List.of());
  }

  /** One value being read. */
  final class Reading {
    private static final JsonFactory FACTORY =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(DEEPEST)
                    .maxStringLength(LONGEST_TEXT)
                    .build())
            // a stranger's names would stay in memory, and could be made to collide
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private final JsonParser parser;
    private int values;

    private Reading(JsonParser parser) {
      this.parser = parser;
    }

    private JsonValue value(JsonToken token) throws IOException {
      values++;
      if (values > MOST_VALUES) {
        throw new IOException("more than " + MOST_VALUES + " values");
      }
      if (token == null) {
        throw new IOException("the message ends too early");
      }
      return switch (token) {
        case START_OBJECT -> object();
        case START_ARRAY -> array();
        case VALUE_STRING -> new Text(parser.getText());
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Numeral(parser.getText());
        case VALUE_TRUE -> Literal.TRUE;
        case VALUE_FALSE -> Literal.FALSE;
        case VALUE_NULL -> Literal.NULL;
        case END_ARRAY, END_OBJECT, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
            throw new IOException("no value where one should be");
      };
    }

    private JsonValue object() throws IOException {
      Map<String, JsonValue> members = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        var name = parser.currentName();
        members.put(name, value(parser.nextToken()));
      }
      return new Members(members);
    }

    private JsonValue array() throws IOException {
      List<JsonValue> items = new ArrayList<>();
      for (var token = parser.nextToken();
          token != JsonToken.END_ARRAY;
          token = parser.nextToken()) {
        items.add(value(token));
      }
      return new Items(items);
    }
  }
}
