package dev.qm.assurance.view;

import dev.qm.host.KernelText;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Origin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The lines {@code key = value} of a file with sections in brackets, such as journald.conf(5);
 * values as they are written, without the quotes around a string. For containers.conf(5) there is
 * {@link ContainersConf}.
 *
 * @param lines in the order in which they count, the last one of a key
 */
public record ConfigLines(List<Line> lines) {
  /** Nothing. */
  public static final ConfigLines NONE = new ConfigLines(List.of());

  /** Copies what it is given, so that nobody can change it. */
  public ConfigLines {
    lines = List.copyOf(lines);
  }

  /**
   * A line.
   *
   * @param section without brackets; empty before the first
   */
  public record Line(String section, Entry entry) {}

  /** The lines of a file. */
  public static ConfigLines parse(Path file, String text) {
    var lines = new ArrayList<Line>();
    var section = "";
    var number = 0;
    var inText = false;
    for (var raw : KernelText.lines(text)) {
      number++;
      var line = raw.strip();
      var equals = line.indexOf('=');
      var begins = inText;
      inText ^= (line.split("\"\"\"", -1).length + line.split("'''", -1).length) % 2 == 1;
      if (begins) {
        // a line of a text over several lines is no setting
        continue;
      }
      if (isHeader(line)) {
        section = line.substring(1, line.indexOf(']')).strip();
      } else if (equals > 0 && "#;".indexOf(line.charAt(0)) < 0) {
        lines.add(
            new Line(
                section,
                new Entry(
                    line.substring(0, equals).strip(),
                    plain(line.substring(equals + 1).strip()),
                    new Origin(file, number))));
      }
    }
    return new ConfigLines(lines);
  }

  /** {@code [engine]}, with a remark behind it perhaps. */
  private static boolean isHeader(String line) {
    var end = line.indexOf(']');
    var rest = end < 0 ? "" : line.substring(end + 1).strip();
    return line.startsWith("[") && end > 0 && (rest.isEmpty() || rest.startsWith("#"));
  }

  /** Without quotes, or the remark behind a plain value. */
  private static String plain(String value) {
    if (value.length() > 1 && "\"'".indexOf(value.charAt(0)) >= 0) {
      var end = value.indexOf(value.charAt(0), 1);
      return end < 0 ? value : value.substring(1, end);
    }
    var remark = value.indexOf('#');
    return remark < 0 || value.startsWith("[") ? value : value.substring(0, remark).strip();
  }

  /** The lines of this and then those of {@code later}, which win. */
  public ConfigLines and(ConfigLines later) {
    var all = new ArrayList<>(lines);
    all.addAll(later.lines);
    return new ConfigLines(all);
  }

  /** The line of the key that counts. */
  public Optional<Entry> last(String section, String key) {
    var found = Optional.<Entry>empty();
    for (var line : lines) {
      if (line.section().equals(section) && line.entry().key().equals(key)) {
        found = Optional.of(line.entry());
      }
    }
    return found;
  }
}
