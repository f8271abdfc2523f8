package dev.qm.assurance.report;

import dev.qm.host.file.Bounded;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The texts beside the report's classes: its styles and its script. */
final class StyleSheet {
  private static final int MOST = 1 << 16;

  private StyleSheet() {}

  /** What the picture needs. */
  static String picture() {
    return text("colours.css") + text("picture.css");
  }

  /** What the page needs, the picture included. */
  static String page() {
    return picture() + text("page.css");
  }

  /** What the pages of a bundle need, plots included. */
  static String bundle() {
    return page() + text("bundle.css");
  }

  /** The filters. */
  static String script() {
    return text("filters.js");
  }

  /** The source that a policy allows a text by: CSP Level 3, "hash-source". */
  static String hash(String content) {
    try {
      var digest =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
    } catch (NoSuchAlgorithmException absent) {
      // every Java has it: java.security.MessageDigest
      throw new IllegalStateException(absent);
    }
  }

  private static String text(String name) {
    try (var stream = StyleSheet.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new FileNotFoundException(name);
      }
      return new String(Bounded.bytes(stream, Path.of(name), MOST), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      // a part of the program, as much as its classes
      throw new UncheckedIOException(failure);
    }
  }
}
