package dev.qm.quadlet.format;

import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.syntax.Line;
import dev.qm.quadlet.text.Keys;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A unit file taken apart into its sections, each with the comment that stands directly above its
 * header.
 *
 * @param head the comments above the first section that are about the whole file
 * @param chapters the sections, as often as they are begun
 */
record Chapters(List<String> head, List<Chapter> chapters) {
  Chapters {
    head = List.copyOf(head);
    chapters = List.copyOf(chapters);
  }

  /**
   * A section from one header to the next.
   *
   * @param name the section's name
   * @param above the comment above its header
   * @param rows what it holds; an empty one parts two groups
   */
  record Chapter(String name, List<String> above, List<String> rows) {
    boolean endsInComment() {
      return !rows.isEmpty() && Rows.isComment(rows.getLast());
    }

    /** Where its section stands among the others. */
    int rank() {
      return switch (name) {
        case Keys.UNIT -> 0;
        case Keys.QUADLET -> 2;
        case Keys.SERVICE -> 3;
        case Keys.INSTALL -> 4;
        default -> isOfUnits(name) ? 1 : 5;
      };
    }
  }

  static Chapters of(List<Line> lines) {
    List<String> head = List.of();
    List<Chapter> chapters = new ArrayList<>();
    var name = "";
    List<String> above = List.of();
    List<Line> body = new ArrayList<>();
    for (var line : lines) {
      if (line instanceof Line.Header header) {
        var own = commentAtEnd(body);
        var rows = Rows.of(body.subList(0, body.size() - own.size()));
        if (name.isEmpty()) {
          head = rows;
        } else {
          chapters.add(new Chapter(name, above, rows));
        }
        name = header.name();
        above = Rows.of(own);
        body.clear();
      } else {
        body.add(line);
      }
    }
    if (name.isEmpty()) {
      return new Chapters(Rows.of(body), List.of());
    }
    chapters.add(new Chapter(name, above, Rows.of(body)));
    return new Chapters(head, inOrder(head, chapters));
  }

  /** The comment that nothing parts from what comes after it. */
  private static List<Line> commentAtEnd(List<Line> body) {
    var start = body.size();
    while (start > 0 && body.get(start - 1) instanceof Line.Remark remark && !remark.isEmpty()) {
      start--;
    }
    return List.copyOf(body.subList(start, body.size()));
  }

  /** A comment at the rim of the file may be about all of it: then its section stays there. */
  private static List<Chapter> inOrder(List<String> head, List<Chapter> chapters) {
    List<Chapter> sorted = new ArrayList<>(chapters);
    sorted.sort(Comparator.comparingInt(Chapter::rank));
    var first = chapters.getFirst();
    var last = chapters.getLast();
    var opens =
        head.isEmpty() && !first.above().isEmpty() && sorted.getFirst().rank() != first.rank();
    var closes = last.endsInComment() && sorted.getLast().rank() != last.rank();
    return opens || closes ? chapters : sorted;
  }

  private static boolean isOfUnits(String section) {
    for (var type : UnitType.values()) {
      if (type.section().equals(section)) {
        return true;
      }
    }
    return false;
  }

  /** The whole text. */
  String text() {
    var text = new StringBuilder();
    write(head, text);
    for (var chapter : chapters) {
      if (!text.isEmpty()) {
        text.append('\n');
      }
      write(chapter.above(), text);
      text.append('[').append(chapter.name()).append("]\n");
      write(chapter.rows(), text);
    }
    return text.toString();
  }

  private static void write(List<String> rows, StringBuilder text) {
    for (var row : rows) {
      text.append(row).append('\n');
    }
  }
}
