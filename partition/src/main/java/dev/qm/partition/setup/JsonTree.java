package dev.qm.partition.setup;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON document in memory: small, in the order in which it was written. */
sealed interface JsonTree {
  /** Levels; a profile has six, and each level takes a part of this thread's stack. */
  int DEEPEST = 100;

  /** An object. */
  record Members(Map<String, JsonTree> members) implements JsonTree {
    public Members {
      members = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /** The member {@code name}, or JSON's null where there is none. */
    JsonTree get(String name) {
      return members.getOrDefault(name, new Literal("null"));
    }
  }

  /** An array. */
  record Items(List<JsonTree> items) implements JsonTree {
    public Items {
      items = List.copyOf(items);
    }
  }

  /** A string. */
  record Text(String value) implements JsonTree {}

  /** A number. */
  record Numeral(BigDecimal value) implements JsonTree {
    static Numeral of(long value) {
      return new Numeral(BigDecimal.valueOf(value));
    }
  }

  /** {@code true}, {@code false} or {@code null}. */
  record Literal(String word) implements JsonTree {}

  /**
   * Reads one document.
   *
   * @throws IOException when {@code text} is not JSON
   */
  static JsonTree parse(String text) throws IOException {
    try (var parser = factory().createParser(text)) {
      parser.nextToken();
      var json = value(parser);
      if (parser.nextToken() != null) {
        throw new IOException("something follows the document at " + parser.currentLocation());
      }
      return json;
    }
  }

  private static JsonFactory factory() {
    return JsonFactory.builder()
        .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
        .build();
  }

  /** The document as text, indented. */
  default String text() {
    var out = new StringWriter();
    try (var generator = new JsonFactory().createGenerator(out)) {
      generator.setPrettyPrinter(new DefaultPrettyPrinter());
      write(this, generator);
    } catch (IOException impossible) {
      throw new IllegalStateException("a StringWriter does not fail", impossible);
    }
    return out.append('\n').toString();
  }

  private static JsonTree value(JsonParser parser) throws IOException {
    var token = parser.currentToken();
    if (token == null) {
      throw new IOException("the document is empty");
    }
    return switch (token) {
      case START_OBJECT -> {
        var members = new LinkedHashMap<String, JsonTree>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          var name = parser.currentName();
          parser.nextToken();
          members.put(name, value(parser));
        }
        yield new Members(members);
      }
      case START_ARRAY -> {
        var items = new ArrayList<JsonTree>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(parser));
        }
        yield new Items(items);
      }
      case VALUE_STRING -> new Text(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Numeral(parser.getDecimalValue());
      case VALUE_TRUE -> new Literal("true");
      case VALUE_FALSE -> new Literal("false");
      case VALUE_NULL -> new Literal("null");
      case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new IOException("unexpected " + token + " at " + parser.currentLocation());
    };
  }

  private static void write(JsonTree json, JsonGenerator generator) throws IOException {
    switch (json) {
      case Members(var members) -> {
        generator.writeStartObject();
        for (var member : members.entrySet()) {
          generator.writeFieldName(member.getKey());
          write(member.getValue(), generator);
        }
        generator.writeEndObject();
      }
      case Items(var items) -> {
        generator.writeStartArray();
        for (var item : items) {
          write(item, generator);
        }
        generator.writeEndArray();
      }
      case Text(var value) -> generator.writeString(value);
      case Numeral(var value) -> generator.writeNumber(value);
      case Literal(var word) -> generator.writeRawValue(word);
    }
  }
}
