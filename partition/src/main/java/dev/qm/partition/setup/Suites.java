package dev.qm.partition.setup;

import dev.qm.host.packages.AptSource;
import java.util.ArrayList;
import java.util.List;

/** Which release of Debian or Ubuntu the partition is made of, and where it comes from. */
final class Suites {
  private Suites() {}

  /**
   * The host's release, or the first later one whose Podman can do what the partition promises:
   * quadlets (4.4) and OOM scores of nested containers (4.6).
   */
  static String forHost(String codename) {
    return switch (codename) {
      case "buster", "bullseye", "bookworm" -> "trixie";
      case "focal", "jammy", "mantic" -> "noble";
      default -> codename;
    };
  }

  /**
   * Lines of sources.list(5) for {@code suite}: the host's mirrors of its own release, with the
   * name of the release exchanged. Sources of other vendors are made for the host and stay there.
   */
  static List<String> lines(List<AptSource> sources, String codename, String suite) {
    var lines = new ArrayList<String>();
    for (var source : sources) {
      if (source.types().contains("deb")) {
        for (var uri : source.uris()) {
          for (var part : source.suites()) {
            if (part.equals(codename) || part.startsWith(codename + "-")) {
              lines.add(line(source, uri, suite + part.substring(codename.length())));
            }
          }
        }
      }
    }
    return lines;
  }

  private static String line(AptSource source, String uri, String suite) {
    return "deb " + uri + " " + suite + " " + String.join(" ", source.components());
  }
}
