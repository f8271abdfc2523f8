package dev.qm.cli.help;

import java.util.ArrayList;
import java.util.List;

/**
 * A description in paragraphs.
 *
 * @param paragraphs in order
 */
record Text(List<Paragraph> paragraphs) {

  /** A part of a description. */
  sealed interface Paragraph {
    /** Running text, to be broken into lines by whoever shows it. */
    record Prose(String words) implements Paragraph {}

    /** Lines that stay as they are, without the two spaces that marked them. */
    record Verbatim(List<String> lines) implements Paragraph {}
  }

  /**
   * Reads a description: empty lines part paragraphs, two leading spaces mark lines that stay as
   * they are.
   */
  static Text of(String description) {
    var paragraphs = new ArrayList<Paragraph>();
    var block = new ArrayList<String>();
    for (var line : lines(description + "\n\n")) {
      if (!line.isBlank()) {
        block.add(line);
      } else if (!block.isEmpty()) {
        paragraphs.add(paragraph(block));
        block.clear();
      }
    }
    return new Text(List.copyOf(paragraphs));
  }

  /** The words in lines of at most {@code columns} characters; a longer word stands alone. */
  static List<String> wrap(String words, int columns) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    for (var from = 0; from < words.length(); ) {
      var space = words.indexOf(' ', from);
      var end = space < 0 ? words.length() : space;
      if (end > from) {
        if (!line.isEmpty() && line.length() + 1 + (end - from) > columns) {
          lines.add(line.toString());
          line.setLength(0);
        }
        line.append(line.isEmpty() ? "" : " ").append(words, from, end);
      }
      from = end + 1;
    }
    if (!line.isEmpty()) {
      lines.add(line.toString());
    }
    return lines;
  }

  private static Paragraph paragraph(List<String> block) {
    if (block.getFirst().startsWith("  ")) {
      var kept = new ArrayList<String>();
      for (var line : block) {
        kept.add(line.startsWith("  ") ? line.substring(2) : line);
      }
      return new Paragraph.Verbatim(List.copyOf(kept));
    }
    var words = new StringBuilder();
    for (var line : block) {
      words.append(words.isEmpty() ? "" : " ").append(line.strip());
    }
    return new Paragraph.Prose(words.toString());
  }

  private static List<String> lines(String text) {
    var lines = new ArrayList<String>();
    for (var from = 0; from < text.length(); ) {
      var end = text.indexOf('\n', from);
      end = end < 0 ? text.length() : end;
      lines.add(text.substring(from, end));
      from = end + 1;
    }
    return lines;
  }
}
