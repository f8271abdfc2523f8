package dev.qm.assurance.bundle;

import dev.qm.host.KernelText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a database of dpkg says is installed, read as what somebody hostile may have written:
 * dpkg(1), deb822(5).
 *
 * @param packages those whose files are there
 * @param gaps what could not be taken in, each the end of a sentence
 */
record DpkgStatus(List<InstalledPackage> packages, List<String> gaps) {
  /** Bytes of a database that are read; Debian's with everything installed has less. */
  static final int LONGEST = 64 << 20;

  private static final int MOST = 20_000;
  private static final int LONGEST_VALUE = 256;

  /** States in which a package has no files, or none but its settings. */
  private static final Set<String> ABSENT = Set.of("not-installed", "config-files");

  private static final Set<String> KNOWN =
      Set.of("package", "status", "version", "architecture", "source", "maintainer");

  DpkgStatus {
    packages = List.copyOf(packages);
    gaps = List.copyOf(gaps);
  }

  static DpkgStatus parse(String text) {
    var reading = new Reading();
    for (var line : KernelText.lines(text)) {
      reading.line(line);
    }
    reading.stanza();
    return reading.status();
  }

  /** One reading of a database. */
  private static final class Reading {
    private final List<InstalledPackage> packages = new ArrayList<>();
    private final Map<String, String> fields = new HashMap<>();
    private int nameless;
    private int cut;
    private int more;

    void line(String line) {
      if (line.isBlank()) {
        stanza();
        return;
      }
      var colon = line.indexOf(':');
      // a line that begins with a blank goes on with a field, and none of ours has two lines
      if (colon <= 0 || Character.isWhitespace(line.charAt(0))) {
        return;
      }
      var name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      if (KNOWN.contains(name)) {
        fields.put(name, bounded(line.substring(colon + 1).strip()));
      }
    }

    private String bounded(String value) {
      if (value.length() <= LONGEST_VALUE) {
        return value;
      }
      cut++;
      var end = Character.isHighSurrogate(value.charAt(LONGEST_VALUE - 1)) ? 1 : 0;
      return value.substring(0, LONGEST_VALUE - end) + "...";
    }

    void stanza() {
      if (fields.isEmpty()) {
        return;
      }
      var words = KernelText.of(field("status"));
      var state = words.isEmpty() ? "" : words.getLast();
      if (field("package").isEmpty()) {
        nameless++;
      } else if (!ABSENT.contains(state)) {
        if (packages.size() == MOST) {
          more++;
        } else {
          packages.add(
              new InstalledPackage(
                  field("package"),
                  field("version"),
                  field("architecture"),
                  source(),
                  field("maintainer"),
                  state,
                  List.of()));
        }
      }
      fields.clear();
    }

    /** Without the version, which may follow in parentheses. */
    private String source() {
      var source = field("source");
      var blank = source.indexOf(' ');
      return blank < 0 ? source : source.substring(0, blank);
    }

    private String field(String name) {
      return fields.getOrDefault(name, "");
    }

    DpkgStatus status() {
      var gaps = new ArrayList<String>();
      var irregular = packages.stream().filter(it -> !it.isRegular()).count();
      gap(gaps, "entries without a name, which are left out", nameless);
      gap(gaps, "values longer than any real one, which are cut", cut);
      gap(gaps, "packages beyond the first " + MOST + ", which are left out", more);
      gap(
          gaps,
          "packages with a name, version or architecture that none of Debian's has, which are listed"
              + " as they are written, without a package URL",
          irregular);
      return new DpkgStatus(packages, gaps);
    }

    private static void gap(List<String> gaps, String what, long count) {
      if (count > 0) {
        gaps.add(what + ": " + count + ".");
      }
    }
  }
}
