package dev.qm.assurance.bundle;

import dev.qm.partition.landing.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** The files of a bundle while it is made. For one thread. */
public final class Bundle {
  /** Has the SHA-256 of each other file, in the form of sha256sum(1). */
  public static final String MANIFEST = "MANIFEST.sha256";

  /** Says what the other files are; by it a folder is known to be a bundle. */
  public static final String CONTENTS = "bundle.json";

  /** In {@link #CONTENTS}: this form of a bundle. */
  public static final String FORMAT = "qm-report-1";

  private final SortedMap<String, byte[]> files = new TreeMap<>();

  /** An empty one. */
  public Bundle() {
    // files are added
  }

  /**
   * Adds a file.
   *
   * @param name names of letters, digits, dots and dashes with slashes between
   * @throws IllegalArgumentException when it is no such name, or is there already
   */
  public void add(String name, byte[] content) {
    if (!isName(name) || name.equals(MANIFEST)) {
      throw new IllegalArgumentException("no name of a file: " + name);
    }
    if (files.putIfAbsent(name, content.clone()) != null) {
      throw new IllegalArgumentException("there twice: " + name);
    }
  }

  /** Adds a text, as UTF-8. */
  public void add(String name, String text) {
    add(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether a file can be called so. */
  static boolean isName(String name) {
    for (var part : name.split("/", -1)) {
      if (part.isEmpty()
          || part.startsWith(".")
          || part.startsWith("-")
          || !part.chars()
              .allMatch(c ->
                  (c >= 'a' && c <= 'z')
                      || (c >= 'A' && c <= 'Z')
                      || (c >= '0' && c <= '9')
                      || c == '.'
                      || c == '-')) {
        return false;
      }
    }
    return true;
  }

  /** All files but the manifest, by name. */
  SortedMap<String, byte[]> files() {
    return Collections.unmodifiableSortedMap(files);
  }

  /** The manifest: a line each, the digest, two blanks, the name. */
  String manifest() {
    var text = new StringBuilder();
    files.forEach(
        (name, content) -> text.append(Sha256.of(content)).append("  ").append(name).append('\n'));
    return text.toString();
  }
}
