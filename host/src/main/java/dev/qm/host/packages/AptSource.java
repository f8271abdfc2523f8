package dev.qm.host.packages;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Where this machine gets its packages: an entry of sources.list(5).
 *
 * @param types {@code deb}, {@code deb-src}
 * @param uris of the mirrors
 * @param suites {@code bookworm}, {@code bookworm-updates}, or a path ending in a slash
 * @param components {@code main}, ...; none for a path
 * @param options the other fields under their deb822 names, such as {@code Signed-By}; a value may
 *     have more than one line
 * @param file that says so
 * @param line in it that the entry begins at, counted from 1
 */
public record AptSource(
    List<String> types,
    List<String> uris,
    List<String> suites,
    List<String> components,
    Map<String, String> options,
    Path file,
    int line) {
  public AptSource {
    types = List.copyOf(types);
    uris = List.copyOf(uris);
    suites = List.copyOf(suites);
    components = List.copyOf(components);
    options = Map.copyOf(options);
  }
}
