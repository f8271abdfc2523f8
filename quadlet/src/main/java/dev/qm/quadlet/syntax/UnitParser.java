package dev.qm.quadlet.syntax;

import dev.qm.quadlet.text.Spaces;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts the text of a unit file into logical lines, in one pass and in linear time.
 *
 * <p>Source: {@code systemd.syntax(7)} for {@link Dialect#SYSTEMD}; for {@link Dialect#QUADLET}
 * what Podman's own generator was seen to do (the differential tests hold it to that).
 */
final class UnitParser {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final Path file;
  private final String text;
  private final Dialect dialect;
  private final Optional<String> section;
  private final List<Line> lines = new ArrayList<>();
  private final List<UnitSyntaxException> problems = new ArrayList<>();

  private int position;
  private int lineNumber;
  private boolean inSection;

  /** True once it was said why settings belong to no section: one header mends all of them. */
  private boolean saidWhySectionless;

  /** The value so far of a line that goes on; empty when none does. */
  private final StringBuilder pending = new StringBuilder();

  private boolean isPending;
  private int pendingStart;
  private int pendingLine;

  /**
   * @param section what the first section of such a file is called, where that is known
   */
  UnitParser(Path file, String text, Dialect dialect, Optional<String> section) {
    this.file = file;
    this.text = text;
    this.dialect = dialect;
    this.section = section;
  }

  List<Line> lines() {
    return lines;
  }

  List<UnitSyntaxException> problems() {
    return problems;
  }

  UnitParser run() {
    if (text.isEmpty()) {
      // so that an empty drop-in leaves a trace in what it is merged into, as it does with Podman
      lines.add(new Line.Remark(text, 0, position, file, 1));
    }
    while (position < text.length()) {
      var start = position;
      var end = lineEnd(start);
      position = afterLineEnd(end);
      lineNumber++;
      physicalLine(start, end);
    }
    if (isPending) {
      endOfText();
    }
    return this;
  }

  /** Where the physical line that begins at {@code start} stops, its terminator not counted. */
  private int lineEnd(int start) {
    if (dialect == Dialect.QUADLET) {
      var end = text.indexOf('\n', start);
      return end < 0 ? text.length() : end;
    }
    var end = start;
    while (end < text.length() && !isTerminator(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isTerminator(char c) {
    return c == '\n' || c == '\r' || c == '\0';
  }

  /** Where the next physical line begins: each terminator counts once, so CR LF is one line end. */
  private int afterLineEnd(int end) {
    if (end >= text.length()) {
      return end;
    }
    if (dialect == Dialect.QUADLET) {
      return end + 1;
    }
    var first = text.charAt(end);
    var next = end + 1;
    if (next < text.length() && isTerminator(text.charAt(next)) && text.charAt(next) != first) {
      next++;
    }
    return next;
  }

  private void physicalLine(int start, int end) {
    var from = start;
    if (lineNumber == 1
        && dialect == Dialect.SYSTEMD
        && from < end
        && text.charAt(from) == BYTE_ORDER_MARK) {
      from++;
    }
    var first = from;
    while (first < end && dialect.isSpace(text.charAt(first))) {
      first++;
    }
    var last = end;
    while (last > first && dialect.isSpace(text.charAt(last - 1))) {
      last--;
    }
    var empty = first == last;
    var comment = !empty && (text.charAt(first) == '#' || text.charAt(first) == ';');

    if (dialect == Dialect.QUADLET) {
      quadletLine(start, first, last, empty || comment);
    } else {
      systemdLine(start, from, end, first, last, empty, comment);
    }
  }

  private void quadletLine(int start, int first, int last, boolean remark) {
    // Podman forgets that a line goes on when nothing but the backslash was on it
    var continues = isPending && !pending.isEmpty();
    if (remark) {
      if (!continues) {
        closePending(start);
        lines.add(remark(start));
      }
      return;
    }
    if (!continues) {
      closePending(start);
    }
    var goesOn = text.charAt(last - 1) == '\\';
    if (goesOn && !isLastLine()) {
      begin(start);
      pending.append(text, first, last - 1);
      return;
    }
    var until = goesOn ? last - 1 : last;
    if (continues) {
      pending.append(text, first, until);
      complete(position);
    } else {
      logicalLine(text.substring(first, until), start, position, lineNumber, first - start + 1);
    }
  }

  /** True when no physical line follows: Podman drops one line end from the end of a file. */
  private boolean isLastLine() {
    return position >= text.length();
  }

  private void systemdLine(
      int start, int from, int end, int first, int last, boolean empty, boolean comment) {
    if (comment) {
      if (!isPending) {
        lines.add(remark(start));
      }
      return;
    }
    if (empty && !isPending) {
      lines.add(remark(start));
      return;
    }
    var escaped = false;
    for (var i = from; i < end; i++) {
      escaped = !escaped && text.charAt(i) == '\\';
    }
    if (escaped) {
      begin(start);
      pending.append(text, from, end - 1).append(' ');
      return;
    }
    if (isPending) {
      pending.append(text, from, end);
      complete(position);
    } else {
      logicalLine(text.substring(first, last), start, position, lineNumber, first - start + 1);
    }
  }

  private void begin(int start) {
    if (!isPending) {
      isPending = true;
      pendingStart = start;
      pendingLine = lineNumber;
    }
  }

  private void complete(int end) {
    var joined = pending.toString();
    var indent = 0;
    while (indent < joined.length() && dialect.isSpace(joined.charAt(indent))) {
      indent++;
    }
    var stop = joined.length();
    while (dialect == Dialect.SYSTEMD
        && stop > indent
        && Spaces.isSystemd(joined.charAt(stop - 1))) {
      stop--;
    }
    pending.setLength(0);
    isPending = false;
    logicalLine(joined.substring(indent, stop), pendingStart, end, pendingLine, indent + 1);
  }

  /** Keeps the text of a line that held a lone backslash, which Podman takes for nothing. */
  private void closePending(int end) {
    if (isPending) {
      lines.add(new Line.Broken(text, pendingStart, end, new Origin(file, pendingLine)));
      isPending = false;
    }
  }

  private void endOfText() {
    if (dialect == Dialect.SYSTEMD) {
      complete(text.length());
      return;
    }
    // Podman silently drops a value that the file ends inside of; Check says so
    closePending(text.length());
  }

  private void logicalLine(String line, int start, int end, int number, int column) {
    var origin = new Origin(file, number);
    if (line.isEmpty()) {
      // nothing but backslashes: an empty line to the reader, but not to who writes the file back
      lines.add(new Line.Remark(text, start, start, file, number));
      lines.add(new Line.Broken(text, start, end, origin));
      return;
    }
    if (line.charAt(0) == '[' && header(line, start, end, origin, column)) {
      return;
    }
    setting(line, start, end, origin, column);
  }

  /** Takes a section header; false when the line may still be a setting to this reader. */
  private boolean header(String line, int start, int end, Origin origin, int column) {
    var close = dialect == Dialect.SYSTEMD ? line.length() - 1 : line.indexOf(']');
    var closed = close > 0 && line.charAt(close) == ']';
    if (closed && dialect == Dialect.QUADLET) {
      for (var i = close + 1; i < line.length(); i++) {
        closed &= line.charAt(i) == ' ' || line.charAt(i) == '\t';
      }
    }
    if (!closed) {
      if (dialect == Dialect.QUADLET && line.indexOf('=') > 0) {
        return false;
      }
      saidWhySectionless = true;
      broken(
          start,
          end,
          origin,
          column,
          "the section has no closing bracket",
          "no reader knows where its name ends",
          "write it as [Name], with nothing after the bracket");
      return true;
    }
    var name = line.substring(1, close);
    if (!isSectionName(name)) {
      saidWhySectionless = true;
      broken(
          start,
          end,
          origin,
          column + 1,
          name.isEmpty() ? "the section has no name" : "the section's name is not printable text",
          "settings below it would belong nowhere",
          "write it as [Name]");
      return true;
    }
    inSection = true;
    lines.add(new Line.Header(name, text, start, end, origin));
    return true;
  }

  private static boolean isSectionName(String name) {
    for (var i = 0; i < name.length(); i++) {
      var c = name.charAt(i);
      if (c == '[' || c == ']' || c < ' ' || (c >= 0x7F && c < 0xA0)) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  private void setting(String line, int start, int end, Origin origin, int column) {
    var equals = line.indexOf('=');
    if (equals <= 0) {
      broken(
          start,
          end,
          origin,
          column,
          equals == 0 ? "no key before the equals sign" : "neither a section nor Key=value",
          "Podman refuses the whole file for one such line",
          "write Key=value, or put # before the line to make it a comment");
      return;
    }
    if (!inSection && saidWhySectionless) {
      lines.add(new Line.Broken(text, start, end, origin));
      return;
    }
    if (!inSection) {
      saidWhySectionless = true;
      broken(
          start,
          end,
          origin,
          column,
          "a setting before the first section",
          "it belongs to no section, so nobody would read it",
          section.isPresent()
              ? "put [" + section.get() + "] above it"
              : "put ["
                  + (dialect == Dialect.QUADLET ? "Container" : "Unit")
                  + "] or another section above it");
      return;
    }
    // Podman goes by bytes here, so that only white space of one byte is passed over
    var keyEnd = equals;
    while (keyEnd > 0 && Spaces.isAscii(line.charAt(keyEnd - 1))) {
      keyEnd--;
    }
    var valueStart = equals + 1;
    while (valueStart < line.length() && Spaces.isAscii(line.charAt(valueStart))) {
      valueStart++;
    }
    if (keyEnd == 0) {
      broken(
          start,
          end,
          origin,
          column,
          "no key before the equals sign",
          "Podman refuses the whole file for one such line",
          "write Key=value");
      return;
    }
    // thousands of units have the same few keys
    lines.add(
        new Line.Setting(
            new Entry(line.substring(0, keyEnd).intern(), line.substring(valueStart), origin),
            text,
            start,
            end));
  }

  private void broken(
      int start, int end, Origin origin, int column, String what, String why, String mend) {
    lines.add(new Line.Broken(text, start, end, origin));
    problems.add(new UnitSyntaxException(origin, column, what, why, mend));
  }

  private Line.Remark remark(int start) {
    return new Line.Remark(text, start, position, file, lineNumber);
  }
}
