package dev.qm.host;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the JSON of {@code podman container inspect} and {@code podman ps --format json}: a list of
 * objects, of which a few values count. The rest is skipped, however much there is up to a limit.
 */
public final class Inspect {
  /** A document of more characters than this is refused: 4 Mi. */
  private static final int LONGEST_DOCUMENT = 4 << 20;

  private static final int LONGEST_TEXT = 1 << 20;
  private static final int DEEPEST = 64;
  private static final int MOST_CONTAINERS = 10_000;

  private Inspect() {}

  /**
   * The containers in a document of either command, in its order.
   *
   * @throws HostException when it is not such a document, or beyond all measure
   */
  public static List<ContainerState> containers(String json) throws HostException {
    var containers = new ArrayList<ContainerState>();
    try (var parser = factory().createParser(json)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new HostException("cannot understand Podman", "its answer is not a JSON list");
      }
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        if (containers.size() == MOST_CONTAINERS) {
          throw new HostException(
              "cannot understand Podman", "it lists more than " + MOST_CONTAINERS + " containers");
        }
        containers.add(state(scalars(parser)));
      }
      if (parser.currentToken() != JsonToken.END_ARRAY) {
        throw new HostException(
            "cannot understand Podman", "its JSON list holds something that is not a container");
      }
      return List.copyOf(containers);
    } catch (IOException malformed) {
      throw new HostException(
          "cannot understand Podman", "its answer is not JSON: " + firstLine(malformed));
    }
  }

  private static JsonFactory factory() {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(DEEPEST)
                .maxDocumentLength(LONGEST_DOCUMENT)
                .maxStringLength(LONGEST_TEXT)
                .build())
        // names from a hostile document would fill the table that all parsers share
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
        .build();
  }

  /**
   * The wanted values of the object that the parser stands at, by their path: {@code State.Pid}. Of
   * a list the first value counts.
   */
  private static Map<String, String> scalars(JsonParser parser) throws IOException {
    var values = new HashMap<String, String>();
    Deque<String> path = new ArrayDeque<>();
    var depth = 1;
    while (depth > 0) {
      switch (parser.nextToken()) {
        case START_OBJECT, START_ARRAY -> {
          depth++;
          path.addLast(String.valueOf(parser.getParsingContext().getParent().getCurrentName()));
        }
        case END_OBJECT, END_ARRAY -> {
          depth--;
          path.pollLast();
        }
        case VALUE_STRING, VALUE_NUMBER_INT, VALUE_TRUE, VALUE_FALSE -> {
          if (path.size() <= 1) {
            values.putIfAbsent(pathOf(path, parser.currentName()), parser.getText());
          }
        }
        case FIELD_NAME, VALUE_NULL, VALUE_NUMBER_FLOAT, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE -> {
          // names come with their values; the others are none of ours
        }
        case null -> throw new IOException("it ends in the middle");
      }
    }
    return values;
  }

  /** {@code Id}, {@code State.Pid}; an element of the list {@code Names} is {@code Names}. */
  private static String pathOf(Deque<String> path, String name) {
    if (path.isEmpty()) {
      return String.valueOf(name);
    }
    return name == null ? path.getLast() : path.getLast() + "." + name;
  }

  /** Both commands at once: inspect nests what ps has at the top. */
  private static ContainerState state(Map<String, String> values) {
    return new ContainerState(
        text(values, "Id", "Id"),
        text(values, "Name", "Names"),
        text(values, "ImageName", "Image"),
        text(values, "State.Status", "State"),
        number(values, "State.Pid", "Pid"),
        number(values, "State.ExitCode", "ExitCode"),
        values.getOrDefault("State.OOMKilled", "").equals("true"),
        text(values, "State.StartedAt", "StartedAt"),
        text(values, "State.CgroupPath", "CgroupPath"));
  }

  private static String text(Map<String, String> values, String key, String otherwise) {
    var value = values.getOrDefault(key, values.getOrDefault(otherwise, ""));
    return Untrusted.of(value).toString();
  }

  private static int number(Map<String, String> values, String key, String otherwise) {
    var number = ControlFile.number(values.getOrDefault(key, values.getOrDefault(otherwise, "")));
    return number.isPresent() && (int) number.getAsLong() == number.getAsLong()
        ? (int) number.getAsLong()
        : 0;
  }

  private static String firstLine(IOException malformed) {
    var message = String.valueOf(malformed.getMessage());
    var end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
