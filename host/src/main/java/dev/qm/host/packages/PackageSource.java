package dev.qm.host.packages;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where this machine gets its packages, from its own configuration. */
public sealed interface PackageSource {
  /** The file that says so. */
  Path file();

  /** The line in it that the source begins at, counted from 1. */
  int line();

  /**
   * An entry of sources.list(5).
   *
   * @param types {@code deb}, {@code deb-src}
   * @param uris of the mirrors
   * @param suites {@code bookworm}, {@code bookworm-updates}, or a path ending in a slash
   * @param components {@code main}, ...; none for a path
   * @param options the other fields under their deb822 names, such as {@code Signed-By}; a value
   *     may have more than one line
   */
  record Apt(
      List<String> types,
      List<String> uris,
      List<String> suites,
      List<String> components,
      Map<String, String> options,
      Path file,
      int line)
      implements PackageSource {
    public Apt {
      types = List.copyOf(types);
      uris = List.copyOf(uris);
      suites = List.copyOf(suites);
      components = List.copyOf(components);
      options = Map.copyOf(options);
    }

    /** The key or key file that signs it. */
    public Optional<String> signedBy() {
      return Optional.ofNullable(options.get("Signed-By"));
    }

    /** The same entry as a deb822 stanza, ending in a line break: sources.list(5). */
    public String deb822() {
      var text = new StringBuilder();
      field(text, "Types", String.join(" ", types));
      field(text, "URIs", String.join(" ", uris));
      field(text, "Suites", String.join(" ", suites));
      if (!components.isEmpty()) {
        field(text, "Components", String.join(" ", components));
      }
      for (var option : options.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList()) {
        field(text, option.getKey(), option.getValue());
      }
      return text.toString();
    }

    private static void field(StringBuilder text, String key, String value) {
      text.append(key).append(':');
      // a value of more lines starts on the next one, each line led by a blank
      if (!value.startsWith("\n")) {
        text.append(' ');
      }
      text.append(value).append('\n');
    }
  }

  /**
   * A repository of dnf.conf(5).
   *
   * @param id what stands in brackets
   * @param values the keys below it as written, with variables such as {@code $releasever}
   */
  record Dnf(String id, Map<String, String> values, Path file, int line) implements PackageSource {
    public Dnf {
      values = Map.copyOf(values);
    }
  }
}
