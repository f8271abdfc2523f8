package dev.qm.host.packages;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.Root;
import dev.qm.host.file.Bounded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads sources.list(5): the one-line style and the deb822 style. */
public final class AptSources {
  private static final List<String> FIELDS = List.of("Types", "URIs", "Suites", "Components");

  /** One-line options and the deb822 fields that they mean. */
  private static final Map<String, String> OPTIONS =
      Map.of(
          "arch", "Architectures",
          "lang", "Languages",
          "target", "Targets",
          "pdiffs", "PDiffs",
          "by-hash", "By-Hash",
          "allow-insecure", "Allow-Insecure",
          "allow-weak", "Allow-Weak",
          "trusted", "Trusted",
          "signed-by", "Signed-By",
          "check-valid-until", "Check-Valid-Until");

  private final Root root;

  AptSources(Root root) {
    this.root = root;
  }

  /** The enabled sources: sources.list first, then the files beside it by name, as apt does. */
  List<AptSource> read() throws HostException {
    var sources = new ArrayList<AptSource>();
    var list = root.at("/etc/apt/sources.list");
    sources.addAll(oneLine(text(list), list));
    for (var file : parts()) {
      var name = String.valueOf(file.getFileName());
      sources.addAll(name.endsWith(".list") ? oneLine(text(file), file) : deb822(text(file), file));
    }
    return List.copyOf(sources);
  }

  /** The sources in a file of the one-line style. */
  static List<AptSource> oneLine(String text, Path file) throws HostException {
    var sources = new ArrayList<AptSource>();
    var number = 0;
    for (var raw : KernelText.lines(text)) {
      number++;
      var hash = raw.indexOf('#');
      var line = (hash < 0 ? raw : raw.substring(0, hash)).strip();
      if (!line.isEmpty()) {
        sources.add(oneLine(line, file, number));
      }
    }
    return sources;
  }

  private static AptSource oneLine(String line, Path file, int number) throws HostException {
    var options = new LinkedHashMap<String, String>();
    var open = line.indexOf('[');
    var close = line.indexOf(']');
    var rest = line;
    if (open >= 0 && close > open && KernelText.of(line.substring(0, open)).size() == 1) {
      for (var option : KernelText.of(line.substring(open + 1, close))) {
        var equals = option.indexOf('=');
        if (equals > 0) {
          var key = option.substring(0, equals).toLowerCase(Locale.ROOT);
          options.put(
              OPTIONS.getOrDefault(key, key), option.substring(equals + 1).replace(',', ' '));
        }
      }
      rest = line.substring(0, open) + line.substring(close + 1);
    }
    var words = KernelText.of(rest);
    if (words.size() < 3 || (words.size() == 3 && !words.get(2).endsWith("/"))) {
      throw malformed(file, number, "a line is: deb [options] URI suite component...");
    }
    return new AptSource(
        List.of(words.get(0)),
        List.of(words.get(1)),
        List.of(words.get(2)),
        words.subList(3, words.size()),
        options,
        file,
        number);
  }

  /** The enabled sources in a file of the deb822 style. */
  static List<AptSource> deb822(String text, Path file) throws HostException {
    var sources = new ArrayList<AptSource>();
    var fields = new LinkedHashMap<String, String>();
    var key = "";
    var number = 0;
    var start = 1;
    for (var line : KernelText.lines(text)) {
      number++;
      if (line.startsWith("#")) {
        continue;
      }
      if (line.isBlank()) {
        add(sources, fields, file, start);
        fields.clear();
        key = "";
      } else if (Character.isWhitespace(line.charAt(0))) {
        if (key.isEmpty()) {
          throw malformed(file, number, "a line that starts with a blank goes on a field above it");
        }
        fields.merge(key, line.stripTrailing(), (above, more) -> above + "\n" + more);
      } else {
        var colon = line.indexOf(':');
        if (colon < 1) {
          throw malformed(file, number, "a field is: Name: value");
        }
        start = fields.isEmpty() ? number : start;
        key = canonical(line.substring(0, colon).strip());
        fields.put(key, line.substring(colon + 1).strip());
      }
    }
    add(sources, fields, file, start);
    return sources;
  }

  private static void add(List<AptSource> sources, Map<String, String> fields, Path file, int line)
      throws HostException {
    if (fields.isEmpty() || fields.getOrDefault("Enabled", "yes").equals("no")) {
      return;
    }
    for (var needed : FIELDS.subList(0, 3)) {
      if (fields.getOrDefault(needed, "").isBlank()) {
        throw malformed(file, line, "the source has no field " + needed);
      }
    }
    var options = new LinkedHashMap<>(fields);
    FIELDS.forEach(options::remove);
    options.remove("Enabled");
    sources.add(
        new AptSource(
            KernelText.of(fields.getOrDefault("Types", "")),
            KernelText.of(fields.getOrDefault("URIs", "")),
            KernelText.of(fields.getOrDefault("Suites", "")),
            KernelText.of(fields.getOrDefault("Components", "")),
            options,
            file,
            line));
  }

  /** Field names are the same in any case; the well-known ones get their usual form. */
  private static String canonical(String name) {
    for (var known : FIELDS) {
      if (known.equalsIgnoreCase(name)) {
        return known;
      }
    }
    for (var known : OPTIONS.values()) {
      if (known.equalsIgnoreCase(name)) {
        return known;
      }
    }
    return name.equalsIgnoreCase("Enabled") ? "Enabled" : name;
  }

  private static HostException malformed(Path file, int line, String rule) {
    return new HostException(
        "cannot read the package source at " + file + ":" + line, rule, "mend or remove it");
  }

  /** The files of sources.list.d that apt reads, in its order. */
  private List<Path> parts() throws HostException {
    var files = new ArrayList<Path>();
    var folder = root.at("/etc/apt/sources.list.d");
    if (!Files.isDirectory(folder)) {
      return files;
    }
    try (var entries = Files.newDirectoryStream(folder)) {
      for (var entry : entries) {
        var name = String.valueOf(entry.getFileName());
        if (!name.startsWith(".") && (name.endsWith(".list") || name.endsWith(".sources"))) {
          files.add(entry);
        }
      }
    } catch (IOException failure) {
      throw new HostException("cannot read " + folder, failure);
    }
    files.sort(null);
    return files;
  }

  private String text(Path file) throws HostException {
    if (!Files.exists(file)) {
      return "";
    }
    try {
      return Bounded.text(file);
    } catch (IOException failure) {
      throw new HostException("cannot read " + file, failure);
    }
  }
}
