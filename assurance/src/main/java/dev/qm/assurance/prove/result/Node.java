package dev.qm.assurance.prove.result;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.qm.host.HostException;
import dev.qm.host.Untrusted;
import dev.qm.host.file.Bounded;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A value in a file of JSON (RFC 8259), with its place for errors. Whoever reads says which kind of
 * value it must be; anything else, a member that nobody knows included, is an error.
 */
final class Node {
  private static final int LONGEST_FILE = 64 << 20;

  /** A histogram that has something in every bucket is a megabyte. */
  private static final int LONGEST_TEXT = 4 << 20;

  private static final int DEEPEST = 16;
  private static final String MEND = "take the whole folder as `qm prove` wrote it";

  private final Path file;
  private final String place;
  private final Value value;

  private Node(Path file, String place, Value value) {
    this.file = file;
    this.place = place;
    this.value = value;
  }

  private sealed interface Value {
    record Members(Map<String, Value> members) implements Value {}

    record Items(List<Value> items) implements Value {}

    record Text(String text) implements Value {}

    record Whole(long number) implements Value {}

    record Fraction(double number) implements Value {}

    record Truth(boolean truth) implements Value {}

    record Nothing() implements Value {}
  }

  /** Turns text into a value, or refuses. */
  interface Reading<T> {
    T of(String text);
  }

  /**
   * The value that a file holds.
   *
   * @throws HostException when it cannot be read, is too long, or is no JSON
   */
  static Node read(Path file) throws HostException {
    byte[] bytes;
    try {
      bytes = Bounded.bytes(file, LONGEST_FILE);
    } catch (IOException failure) {
      throw new HostException("cannot read " + file, failure, MEND);
    }
    try (var parser = factory().createParser(bytes)) {
      parser.nextToken();
      var value = value(parser);
      if (parser.nextToken() != null) {
        throw new IOException("something follows the end");
      }
      return new Node(file, "", value);
    } catch (IOException broken) {
      // the parser's own words are several lines with a piece of the text
      var words = String.valueOf(broken.getMessage());
      var end = words.indexOf('\n');
      throw new HostException(
          file + " is broken",
          Untrusted.of(end < 0 ? words : words.substring(0, end)).toString(),
          MEND);
    }
  }

  private static JsonFactory factory() {
    return JsonFactory.builder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(DEEPEST)
                .maxStringLength(LONGEST_TEXT)
                .maxNumberLength(40)
                .build())
        .build();
  }

  private static Value value(JsonParser parser) throws IOException {
    var token = parser.currentToken();
    if (token == null) {
      throw new IOException("it is empty");
    }
    return switch (token) {
      case START_OBJECT -> {
        var members = new LinkedHashMap<String, Value>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          var name = parser.currentName();
          parser.nextToken();
          members.put(name, value(parser));
        }
        yield new Value.Members(Collections.unmodifiableMap(members));
      }
      case START_ARRAY -> {
        var items = new ArrayList<Value>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(value(parser));
        }
        yield new Value.Items(List.copyOf(items));
      }
      case VALUE_STRING -> new Value.Text(parser.getText());
      case VALUE_NUMBER_INT ->
          switch (parser.getNumberType()) {
            case INT, LONG -> new Value.Whole(parser.getLongValue());
            default -> new Value.Fraction(parser.getDoubleValue());
          };
      case VALUE_NUMBER_FLOAT -> new Value.Fraction(parser.getDoubleValue());
      case VALUE_TRUE -> new Value.Truth(true);
      case VALUE_FALSE -> new Value.Truth(false);
      case VALUE_NULL -> new Value.Nothing();
      case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new IOException("unexpected " + token);
    };
  }

  /** A member that must be there. */
  Node at(String name) throws HostException {
    var found = object().get(name);
    if (found == null) {
      throw new HostException(file + ": there is no " + below(name), "", MEND);
    }
    return new Node(file, below(name), found);
  }

  /** A member that may be null. */
  Optional<Node> maybe(String name) throws HostException {
    var node = at(name);
    return node.value instanceof Value.Nothing ? Optional.empty() : Optional.of(node);
  }

  /** The member, where there is one. */
  Optional<Node> ifThere(String name) throws HostException {
    return object().containsKey(name) ? Optional.of(at(name)) : Optional.empty();
  }

  /** Refuses all members but these. */
  Node only(String... names) throws HostException {
    for (var name : object().keySet()) {
      if (!List.of(names).contains(name)) {
        throw new HostException(
            file + ": nobody knows what " + below(name) + " is",
            "",
            "another version of qm wrote it");
      }
    }
    return this;
  }

  /** All members, in their order. */
  Map<String, Node> members() throws HostException {
    var members = new LinkedHashMap<String, Node>();
    for (var member : object().entrySet()) {
      members.put(member.getKey(), new Node(file, below(member.getKey()), member.getValue()));
    }
    return members;
  }

  private Map<String, Value> object() throws HostException {
    if (value instanceof Value.Members(var members)) {
      return members;
    }
    throw wrong("an object");
  }

  List<Node> items() throws HostException {
    if (value instanceof Value.Items(var items)) {
      var nodes = new ArrayList<Node>(items.size());
      for (var i = 0; i < items.size(); i++) {
        nodes.add(new Node(file, place + "[" + i + "]", items.get(i)));
      }
      return nodes;
    }
    throw wrong("a list");
  }

  List<String> texts() throws HostException {
    var texts = new ArrayList<String>();
    for (var item : items()) {
      texts.add(item.text());
    }
    return texts;
  }

  String text() throws HostException {
    if (value instanceof Value.Text(var text)) {
      return text;
    }
    throw wrong("a text");
  }

  /**
   * What a text stands for.
   *
   * @param what it must be, for the error
   */
  <T> T read(String what, Reading<T> reading) throws HostException {
    try {
      return reading.of(text());
    } catch (IllegalArgumentException none) {
      throw wrong(what);
    }
  }

  long whole(long least, long most) throws HostException {
    if (value instanceof Value.Whole(var number) && number >= least && number <= most) {
      return number;
    }
    throw wrong("a whole number from " + least + " to " + most);
  }

  /** A number that is not negative. */
  long amount() throws HostException {
    return whole(0, Long.MAX_VALUE);
  }

  /** A finite number that is not negative. */
  double number() throws HostException {
    var number =
        switch (value) {
          case Value.Whole(var whole) -> (double) whole;
          case Value.Fraction(var fraction) -> fraction;
          default -> throw wrong("a number");
        };
    if (!Double.isFinite(number) || number < 0) {
      throw wrong("a number that is not negative");
    }
    return number;
  }

  boolean truth() throws HostException {
    if (value instanceof Value.Truth(var truth)) {
      return truth;
    }
    throw wrong("true or false");
  }

  /** That what stands here is something else. */
  HostException wrong(String expected) {
    return new HostException(
        file + ": " + (place.isEmpty() ? "the whole" : place) + " is not " + expected, "", MEND);
  }

  private String below(String name) {
    // a name is whatever the file says, and stands in messages
    var said = Untrusted.of(name).toString();
    return place.isEmpty() ? said : place + "." + said;
  }
}
