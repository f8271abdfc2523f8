package dev.qm.quadlet.language;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What each key does, in a sentence: {@code key-sentences.txt}. */
final class Sentences {
  private static final String FILE = "key-sentences.txt";

  /** By section, then by key. */
  private static final Map<String, Map<String, String>> ALL = read();

  private Sentences() {}

  /** What a key of a section does. */
  static Optional<String> of(String section, String key) {
    return Optional.ofNullable(ALL.getOrDefault(section, Map.of()).get(key));
  }

  /** All that is said, by section and key. */
  static Map<String, Map<String, String>> all() {
    return ALL;
  }

  private static Map<String, Map<String, String>> read() {
    try (var stream = Sentences.class.getResourceAsStream(FILE)) {
      if (stream == null) {
        throw new IllegalStateException(FILE + " is not in this module");
      }
      return parse(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** A line names the sections that the lines below it are for, another a key and its sentence. */
  private static Map<String, Map<String, String>> parse(String text) {
    Map<String, Map<String, String>> all = new LinkedHashMap<>();
    List<String> sections = new ArrayList<>();
    for (var line : text.split("\n", -1)) {
      if (line.startsWith("[")) {
        sections = List.of(line.substring(1, line.length() - 1).split(" ", -1));
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        var space = line.indexOf(' ');
        for (var section : sections) {
          var before =
              all.computeIfAbsent(section, any -> new LinkedHashMap<>())
                  .put(line.substring(0, space), line.substring(space + 1));
          if (before != null) {
            throw new IllegalStateException(FILE + " has two sentences for one key: " + line);
          }
        }
      }
    }
    return all;
  }
}
