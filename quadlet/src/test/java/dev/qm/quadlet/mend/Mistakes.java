package dev.qm.quadlet.mend;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Puts mistakes into units: those that are mended, and those that look as if they could be. */
final class Mistakes {
  private static final List<String> LINES =
      List.of(
          "Restart=always",
          "After=x.target",
          "WantedBy=default.target",
          "StartLimitIntervalSec=0",
          "Description=x",
          "PublishPort=80:80",
          "Environment=A=b",
          "ReadOnly=y",
          "RunInit=f",
          "Exec=a 'b\\.c'",
          "Label=x='\\d' y",
          "Sysctl=a=b # c",
          "Image=q.io/z",
          "[Servcie]",
          "[Instal]",
          "[unit]",
          "[Container ]");

  private Mistakes() {}

  static String into(String text, Random random) {
    List<String> lines = new ArrayList<>(List.of(text.split("(?<=\n)", -1)));
    for (var left = random.nextInt(4); left > 0; left--) {
      var at = random.nextInt(lines.size());
      var line = lines.get(at);
      var end = line.endsWith("\r\n") ? "\r\n" : "\n";
      var bare = line.stripTrailing();
      var equals = bare.indexOf('=');
      switch (random.nextInt(7)) {
        case 0, 1 -> lines.set(at, misspelt(line, equals, random));
        case 2 -> {
          if (!bare.isEmpty() && !bare.endsWith("\\")) {
            lines.set(at, bare + " # so it is" + end);
          }
        }
        case 3 -> {
          if (equals > 0) {
            lines.add(at, bare + end);
          }
        }
        case 4 -> lines.add(random.nextInt(lines.size()), lines.remove(at));
        case 5 -> lines.add(at, LINES.get(random.nextInt(LINES.size())) + end);
        default -> {
          if (equals > 0) {
            lines.set(at, bare.substring(0, equals) + "=" + "yntf".charAt(random.nextInt(4)) + end);
          }
        }
      }
    }
    return String.join("", lines);
  }

  /** One letter of the key, or of the section, is wrong. */
  private static String misspelt(String line, int equals, Random random) {
    var end = line.startsWith("[") ? line.indexOf(']') : equals;
    if (end < 2) {
      return line;
    }
    var at = 1 + random.nextInt(end - 1);
    var before = line.substring(0, at);
    var after = line.substring(at);
    return switch (random.nextInt(4)) {
      case 0 -> before + after.substring(1);
      case 1 -> before + "s" + after;
      case 2 -> line.substring(0, end) + "s" + line.substring(end);
      default -> before + Character.toLowerCase(after.charAt(0)) + after.substring(1);
    };
  }
}
