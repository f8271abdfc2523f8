package dev.qm.packaging.deb;

import java.util.ArrayList;
import java.util.List;

/** Text in lines of a certain width. */
final class Wrapped {
  private Wrapped() {}

  static List<String> lines(String paragraph, int width) {
    List<String> lines = new ArrayList<>();
    var line = new StringBuilder();
    for (var word : paragraph.strip().split("\\s+", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    if (!line.isEmpty()) {
      lines.add(line.toString());
    }
    return lines;
  }
}
