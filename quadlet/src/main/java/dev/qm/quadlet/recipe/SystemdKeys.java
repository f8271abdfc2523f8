package dev.qm.quadlet.recipe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys that systemd knows in the sections that Quadlet passes on to it. */
public final class SystemdKeys {
  private static final Map<String, List<String>> BY_SECTION = read();

  private SystemdKeys() {}

  /** The keys of [Unit], [Service] or [Install]; none for any other section. */
  public static List<String> of(String section) {
    return BY_SECTION.getOrDefault(section, List.of());
  }

  private static Map<String, List<String>> read() {
    try (var stream = SystemdKeys.class.getResourceAsStream("systemd-keys.txt")) {
      if (stream == null) {
        throw new IllegalStateException("systemd-keys.txt is not in this module");
      }
      Map<String, List<String>> sections = new LinkedHashMap<>();
      List<String> current = new ArrayList<>();
      var text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      for (var line : text.split("\n", -1)) {
        if (line.startsWith("[")) {
          current = new ArrayList<>();
          sections.put(line.substring(1, line.length() - 1), current);
        } else if (!line.isEmpty() && !line.startsWith("#")) {
          current.add(line);
        }
      }
      return sections;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
