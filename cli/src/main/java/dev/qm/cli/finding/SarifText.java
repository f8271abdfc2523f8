package dev.qm.cli.finding;

import dev.qm.cli.terminal.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What all results of qm have in common that are written for code review and CI systems.
 *
 * <p>Source: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0.
 */
public final class SarifText {
  private static final String SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

  private SarifText() {}

  /**
   * Begins the whole: within its one run, its tool, and of that the driver, where its rules go.
   *
   * @param tool the command
   */
  public static void begin(Json json, String tool) throws IOException {
    json.beginObject()
        .field("$schema", SCHEMA)
        .field("version", "2.1.0")
        .beginArray("runs")
        .beginObject();
    json.beginObject("tool").beginObject("driver").field("name", tool);
    var version = version();
    if (version.isPresent()) {
      json.field("version", version.get());
    }
  }

  /** The version that the build gave the module; none when it runs from loose classes. */
  private static Optional<String> version() {
    var module = SarifText.class.getModule().getDescriptor();
    return module == null ? Optional.empty() : module.rawVersion();
  }

  /** A URI reference, RFC 3986: relative for a relative name, so that it fits any checkout. */
  public static String uri(String file) {
    var path = Path.of(file);
    try {
      if (path.isAbsolute()) {
        return new URI("file", "", file, null).toASCIIString();
      }
      var reference = new URI(null, null, "./" + file, null).toASCIIString();
      // a colon in its first part would make a scheme of what stands before it
      return path.getName(0).toString().indexOf(':') >= 0
          ? reference
          : reference.substring("./".length());
    } catch (URISyntaxException unlikely) {
      throw new IllegalStateException("every path has a URI: " + file, unlikely);
    }
  }
}
