package dev.qm.quadlet.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Units as people write them, {@code shapes.txt}. */
public final class RealShapes {
  private static final String HEADER = "### ";

  private RealShapes() {}

  /** One folder of units that are used together. */
  public record Project(String name, Map<String, String> files) {}

  /** The projects of {@code shapes.txt}. */
  public static List<Project> projects() throws IOException {
    Map<String, Project> projects = new LinkedHashMap<>();
    for (var section : ("\n" + read()).split("\n" + HEADER, -1)) {
      var end = section.indexOf('\n');
      var slash = section.indexOf('/');
      if (end < 0 || slash < 0 || slash > end) {
        continue;
      }
      var files =
          projects
              .computeIfAbsent(
                  section.substring(0, slash), name -> new Project(name, new LinkedHashMap<>()))
              .files();
      files.putAll(variants(section.substring(slash + 1, end), section.substring(end + 1)));
    }
    return List.copyOf(projects.values());
  }

  /** The unit, or one of it for each of the values between {{@code {a;;b}}}. */
  private static Map<String, String> variants(String name, String text) {
    var open = text.indexOf("{");
    while (open >= 0 && (text.indexOf(";;", open) < 0 || text.charAt(open - 1) == '$')) {
      open = text.indexOf("{", open + 1);
    }
    if (open < 0) {
      return Map.of(name, text);
    }
    var close = text.indexOf("}\n", open);
    var values = text.substring(open + 1, close).split(";;", -1);
    var dot = name.lastIndexOf('.');
    Map<String, String> variants = new LinkedHashMap<>();
    for (var i = 0; i < values.length; i++) {
      variants.put(
          name.substring(0, dot) + "-" + (i + 1) + name.substring(dot),
          (text.substring(0, open) + values[i] + text.substring(close + 1))
              .replace("{#}", Integer.toString(i + 1)));
    }
    return variants;
  }

  private static String read() throws IOException {
    try (var stream = RealShapes.class.getResourceAsStream("shapes.txt")) {
      if (stream == null) {
        throw new AssertionError("shapes.txt is missing");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
