package dev.qm.packaging.deb;

import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/** Text in lines of a certain width. */
final class Wrapped {
  private Wrapped() {}

  static List<String> lines(String paragraph, int width) {
    List<String> lines = new ArrayList<>();
    var line = new StringBuilder();
    for (var words = new StringTokenizer(paragraph); words.hasMoreTokens(); ) {
      var word = words.nextToken();
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
