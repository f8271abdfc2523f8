package dev.qm.partition.landing;

import dev.qm.host.HostException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The lines of a record of what landed, each with its place in the file. A record is written as a
 * whole and ends with a line: one that does not was cut, or is none.
 *
 * @param file for errors
 * @param what it is, for a sentence: {@code the ledger}
 */
public record RecordText(Path file, String what, List<Line> lines) {
  public RecordText {
    lines = List.copyOf(lines);
  }

  /**
   * A line that says something.
   *
   * @param number counted from 1
   */
  public record Line(int number, String text) {}

  /**
   * The lines of {@code content} but for comments, which begin with {@code #}, and empty ones.
   *
   * @throws HostException when it is no text, or was cut
   */
  public static RecordText of(Path file, String what, byte[] content) throws HostException {
    var lines = new ArrayList<Line>();
    var number = 0;
    for (var start = 0; start < content.length; ) {
      number++;
      var end = start;
      while (end < content.length && content[end] != '\n') {
        end++;
      }
      var text = text(ByteBuffer.wrap(content, start, end - start));
      if (text.isEmpty()) {
        throw unreadable(file, what, number, "it is no text", "restore the file, or mend the line");
      }
      if (end == content.length) {
        throw unreadable(
            file,
            what,
            number,
            "the file ends in the middle of it",
            "restore the file, or mend the line and end it");
      }
      if (!text.get().isBlank() && !text.get().startsWith("#")) {
        lines.add(new Line(number, text.get()));
      }
      start = end + 1;
    }
    return new RecordText(file, what, lines);
  }

  /** What is wrong with a line that this version does not know. */
  public HostException unknown(int number) {
    return unreadable(
        file,
        what,
        number,
        "another version of qm wrote it, or somebody changed it",
        "use that version, or mend the line");
  }

  private static Optional<String> text(ByteBuffer bytes) {
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException notText) {
      return Optional.empty();
    }
  }

  private static HostException unreadable(
      Path file, String what, int number, String why, String mend) {
    return new HostException(file + ":" + number + ": cannot read this line of " + what, why, mend);
  }
}
