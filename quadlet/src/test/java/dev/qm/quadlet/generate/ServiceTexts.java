package dev.qm.quadlet.generate;

import dev.qm.quadlet.read.UnitType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Services as text that can be compared: where the written list of differences says that an order
 * is left to chance, it is put in one order on both sides.
 */
final class ServiceTexts {
  private static final String LIST = "/dev/qm/quadlet/generate/differences.txt";
  private static final List<Unordered> UNORDERED = readUnordered();
  private static final String LAST_OF_EVERY_SERVICE = "\nRequiresMountsFor=%t/containers\n";

  private ServiceTexts() {}

  /**
   * Options of one command that come in any order.
   *
   * @param command the words after podman, such as {@code pod create}
   * @param flags the options; those that take a word of their own end in {@code VALUE}
   */
  private record Unordered(String command, List<String> flags) {}

  /** The services of a dry run, each with its name before it, sorted. */
  static List<String> ofDryRun(String output) {
    List<String> services = new ArrayList<>();
    StringBuilder current = new StringBuilder();
    for (var line : output.split("\n", -1)) {
      if (line.startsWith("---") && line.endsWith(".service---")) {
        add(services, current);
        current = new StringBuilder(line).append('\n');
      } else {
        current.append(canonical(line)).append('\n');
      }
    }
    add(services, current);
    services.sort(Comparator.naturalOrder());
    return services;
  }

  private static void add(List<String> services, StringBuilder text) {
    if (text.indexOf("---") == 0) {
      // each service is followed by one line end of its own and one of the dry run
      var end = text.length();
      while (end > 0 && text.charAt(end - 1) == '\n') {
        end--;
      }
      services.add(withSortedContainers(text.substring(0, end) + "\n"));
    }
  }

  /**
   * A service whose containers, if it is a pod's, stand in the order of their names: those lines
   * come behind the last one that every service has.
   */
  static String withSortedContainers(String service) {
    if (!service.contains("[" + UnitType.POD.hiddenSection() + "]\n")) {
      return service;
    }
    var start = service.lastIndexOf(LAST_OF_EVERY_SERVICE);
    start = start < 0 ? service.length() : start + LAST_OF_EVERY_SERVICE.length();
    List<String> pairs = new ArrayList<>();
    var end = start;
    while (service.startsWith("Wants=", end)) {
      var next = service.indexOf('\n', service.indexOf('\n', end) + 1) + 1;
      pairs.add(service.substring(end, next));
      end = next;
    }
    pairs.sort(Comparator.naturalOrder());
    return service.substring(0, start) + String.join("", pairs) + service.substring(end);
  }

  /** The services of a generation in the same form. */
  static List<String> of(Generation generation) {
    var output = new StringBuilder();
    for (var service : generation.services()) {
      output.append("---").append(service.name()).append("---\n");
      output.append(service.unit().text()).append('\n');
    }
    return ofDryRun(output.toString());
  }

  /** A line in which the arguments whose order is chance stand in one order. */
  static String canonical(String line) {
    if (!line.startsWith("ExecStart=") && !line.startsWith("ExecStartPre=")) {
      return line;
    }
    var words = rawWords(line);
    for (var unordered : UNORDERED) {
      if (line.contains(" " + unordered.command() + " ")) {
        words = sorted(words, unordered.flags());
      }
    }
    return String.join(" ", words);
  }

  /** The words of a line with their quotes. */
  private static List<String> rawWords(String line) {
    List<String> words = new ArrayList<>();
    var word = new StringBuilder();
    var quoted = false;
    for (var i = 0; i < line.length(); i++) {
      var c = line.charAt(i);
      if (c == ' ' && !quoted) {
        words.add(word.toString());
        word.setLength(0);
        continue;
      }
      word.append(c);
      if (c == '\\' && i + 1 < line.length()) {
        i++;
        word.append(line.charAt(i));
      } else if (c == '"') {
        quoted = !quoted;
      }
    }
    words.add(word.toString());
    return words;
  }

  /** Sorts each run of options of one group by flag; options with one flag keep their order. */
  private static List<String> sorted(List<String> words, List<String> flags) {
    List<String> result = new ArrayList<>();
    var i = 0;
    while (i < words.size()) {
      List<List<String>> run = new ArrayList<>();
      while (i < words.size() && length(words, i, flags) > 0) {
        var length = length(words, i, flags);
        run.add(words.subList(i, i + length));
        i += length;
      }
      if (run.isEmpty()) {
        result.add(words.get(i));
        i++;
        continue;
      }
      run.sort(Comparator.comparing(option -> flag(option.getFirst())));
      run.forEach(result::addAll);
    }
    return result;
  }

  private static String flag(String word) {
    var equals = word.indexOf('=');
    return equals < 0 ? word : word.substring(0, equals);
  }

  /** How many words the option at {@code at} has; 0 if it is none of the group. */
  private static int length(List<String> words, int at, List<String> flags) {
    var word = words.get(at);
    if (flags.contains(word + " VALUE") && at + 1 < words.size()) {
      return 2;
    }
    return flags.contains(flag(word)) && !flags.contains(flag(word) + " VALUE") ? 1 : 0;
  }

  /** The groups of the list: lines {@code unordered in COMMAND: FLAG, FLAG, ...}. */
  private static List<Unordered> readUnordered() {
    try (var stream = ServiceTexts.class.getResourceAsStream(LIST)) {
      if (stream == null) {
        throw new AssertionError(LIST + " is missing");
      }
      List<Unordered> groups = new ArrayList<>();
      var text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      for (var line : text.lines().toList()) {
        var colon = line.indexOf(": ");
        if (line.startsWith("unordered in ")) {
          groups.add(
              new Unordered(
                  line.substring("unordered in ".length(), colon),
                  List.of(line.substring(colon + 2).split(", "))));
        }
      }
      return groups;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
