package dev.qm.assurance.rules.agent;

import dev.qm.host.KernelText;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Origin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What files of BlueChi's controller say, one after the other, as BlueChi reads them: an indented
 * line goes on with the value, a key that stands twice in a file has both values joined, {@code :}
 * does for {@code =}, and a later file's value takes the place of an earlier one's.
 */
final class ControllerSettings {
  private final Map<Place, Entry> settings = new LinkedHashMap<>();

  /**
   * A key.
   *
   * @param section without brackets
   */
  record Place(String section, String key) {}

  /**
   * Reads one more file.
   *
   * @param gaps gets what BlueChi would not read, and this does not judge
   */
  void add(Path file, String text, List<String> gaps) {
    var here = new LinkedHashMap<Place, Entry>();
    var section = "";
    var open = "";
    var number = 0;
    for (var raw : KernelText.lines(text)) {
      number++;
      var line = raw.strip();
      if (line.isEmpty() || "#;".indexOf(line.charAt(0)) >= 0) {
        continue;
      }
      var origin = new Origin(file, number);
      if (Character.isWhitespace(raw.charAt(0)) && !open.isEmpty()) {
        put(here, new Place(section, open), plain(line), origin);
      } else if (line.startsWith("[") && line.indexOf(']') > 0) {
        section = line.substring(1, line.indexOf(']'));
        open = "";
      } else if (separator(line) > 0) {
        open = line.substring(0, separator(line)).strip();
        put(here, new Place(section, open), plain(line.substring(separator(line) + 1)), origin);
      } else {
        gaps.add(origin + ": BlueChi reads this file no further");
        return;
      }
    }
    settings.putAll(here);
  }

  /** Whether nothing is said. */
  boolean isEmpty() {
    return settings.isEmpty();
  }

  /** What counts of a key, if anything is said. */
  Optional<Entry> of(String section, String key) {
    return Optional.ofNullable(settings.get(new Place(section, key)));
  }

  /** What counts of a key in each section whose name begins so, and the rest of that name. */
  List<Named> ofEach(String beginning, String key) {
    var found = new ArrayList<Named>();
    settings.forEach((place, entry) -> {
      if (place.section().startsWith(beginning) && place.key().equals(key)) {
        found.add(new Named(place.section().substring(beginning.length()), entry));
      }
    });
    return found;
  }

  /** A setting of a section that has a name. */
  record Named(String name, Entry entry) {}

  private static void put(Map<Place, Entry> here, Place place, String value, Origin origin) {
    here.merge(
        place,
        new Entry(place.key(), value, origin),
        (before, more) -> new Entry(place.key(), before.value() + more.value(), before.origin()));
  }

  private static int separator(String line) {
    var equals = line.indexOf('=');
    var colon = line.indexOf(':');
    return equals < 0 || (colon >= 0 && colon < equals) ? colon : equals;
  }

  /** Without a remark, which begins with a blank and a semicolon. */
  private static String plain(String value) {
    for (var at = value.indexOf(';'); at >= 0; at = value.indexOf(';', at + 1)) {
      if (at == 0 || Character.isWhitespace(value.charAt(at - 1))) {
        return value.substring(0, at).strip();
      }
    }
    return value.strip();
  }
}
