package dev.qm.quadlet.mend;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Units that are mended, {@code mends.txt}, and units that are left, {@code left.txt}. */
final class MendCases {
  private MendCases() {}

  /**
   * A unit, before and after.
   *
   * @param done what is said to be done; for a unit that is left, why it is
   * @param was what Podman's generator writes before; empty if it refuses the unit
   * @param is what it writes after; empty if it writes the same
   */
  record MendCase(
      String remedy,
      String rule,
      String file,
      String done,
      String was,
      String is,
      String before,
      String after) {
    @Override
    public String toString() {
      return remedy + ", " + done + ": " + before.replace('\n', '|');
    }
  }

  static List<MendCase> mended() throws IOException {
    List<MendCase> cases = new ArrayList<>();
    for (var section : sections("mends.txt")) {
      var head = section.substring(0, section.indexOf('\n')).split(" ", 4);
      var was = section.indexOf("\nwas: ");
      var is = section.indexOf("\nis: ");
      var start = section.indexOf('\n', is + 1) + 1;
      var middle = section.indexOf("===\n");
      cases.add(
          new MendCase(
              head[0],
              head[1],
              head[2],
              head[3],
              written(section.substring(was + 6, is), "(refused)"),
              written(section.substring(is + 5, start - 1), "(the same)"),
              section.substring(start, middle),
              section.substring(middle + 4)));
    }
    return cases;
  }

  static List<MendCase> left() throws IOException {
    List<MendCase> cases = new ArrayList<>();
    for (var section : sections("left.txt")) {
      var end = section.indexOf('\n');
      var head = section.substring(0, end).split(" ", 4);
      var text = section.substring(end + 1);
      cases.add(new MendCase(head[0], head[1], head[2], head[3], "", "", text, text));
    }
    return cases;
  }

  private static String written(String text, String nothing) {
    return text.equals(nothing) ? "" : text.replace("\\n", "\n");
  }

  private static List<String> sections(String name) throws IOException {
    try (var stream = MendCases.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new AssertionError(name + " is missing");
      }
      var text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      var sections = List.of(text.split("\n### ", -1));
      return sections.subList(1, sections.size());
    }
  }
}
