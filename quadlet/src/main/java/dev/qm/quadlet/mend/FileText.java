package dev.qm.quadlet.mend;

import dev.qm.quadlet.syntax.Dialect;
import dev.qm.quadlet.syntax.Line;
import dev.qm.quadlet.syntax.UnitFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** One file of a unit, taken apart: what it says, and where in its text. */
final class FileText {
  private final Path file;
  private final String text;
  private final UnitFile.Parsed parsed;
  private final List<Line> lines;
  private final List<String> sections = new ArrayList<>();
  private final TreeMap<Integer, Integer> byNumber = new TreeMap<>();

  FileText(Path file, String text) {
    this.file = file;
    this.text = text;
    this.parsed = UnitFile.parseAll(file, text, Dialect.QUADLET);
    this.lines = parsed.unit().lines();
    var section = "";
    for (var i = 0; i < lines.size(); i++) {
      if (lines.get(i) instanceof Line.Header header) {
        section = header.name();
      }
      sections.add(section);
      byNumber.put(lines.get(i).origin().line(), i);
    }
  }

  /**
   * A line among those of the file.
   *
   * @param index the how manieth it is, counted from 0
   * @param section the section that it is in, or that it begins
   */
  record Place(int index, Line line, String section) {}

  Path file() {
    return file;
  }

  String text() {
    return text;
  }

  List<Line> lines() {
    return lines;
  }

  boolean canBeRead() {
    return parsed.problems().isEmpty();
  }

  /** The section that a line is in, or that it begins. */
  String section(int index) {
    return sections.get(index);
  }

  /** The line that a physical line is, or is a part of. */
  Optional<Place> at(int number) {
    var entry = byNumber.floorEntry(number);
    return entry == null
        ? Optional.empty()
        : Optional.of(
            new Place(
                entry.getValue(), lines.get(entry.getValue()), sections.get(entry.getValue())));
  }

  /** True for a comment; an empty line is none. */
  boolean isComment(int index) {
    return index >= 0
        && index < lines.size()
        && lines.get(index) instanceof Line.Remark remark
        && !remark.isEmpty();
  }

  /** What ends the lines of the file. */
  String lineEnd() {
    var first = text.indexOf('\n');
    return first > 0 && text.charAt(first - 1) == '\r' ? "\r\n" : "\n";
  }
}
