package dev.qm.bluechi.configuration;

import dev.qm.quadlet.syntax.Origin;
import java.util.ArrayList;
import java.util.List;

/**
 * What a file says of a key.
 *
 * @param section without brackets
 * @param key as it is written
 * @param value with all its lines joined; empty where it takes an earlier one back
 * @param origin its first line
 * @param column where the value stands in it, from 1
 */
public record Setting(String section, String key, String value, Origin origin, int column) {
  /**
   * The names of a list: parted by commas, with the blanks around them, which are part of the names
   * for BlueChi.
   */
  public List<String> names() {
    var names = new ArrayList<String>();
    for (var name : value.split(",", -1)) {
      if (!name.isEmpty()) {
        names.add(name);
      }
    }
    return List.copyOf(names);
  }

  /** Whether it says yes, in one of BlueChi's words for it; anything else says no. */
  public boolean isYes() {
    return isYes(value);
  }

  static boolean isYes(String word) {
    return YES.stream().anyMatch(word::equalsIgnoreCase);
  }

  /** What means yes. */
  static final List<String> YES = List.of("true", "t", "yes", "y", "on");

  /** What is meant as no, and taken so like all that does not mean yes. */
  static final List<String> NO = List.of("false", "f", "no", "n", "off");
}
