package dev.qm.cli.finding;

import dev.qm.cli.terminal.Printable;
import dev.qm.cli.terminal.Style;
import dev.qm.cli.terminal.Terminal;
import dev.qm.quadlet.syntax.Problem;
import java.io.PrintStream;

/**
 * Findings for people and for editors: {@code file:line:column: error: what; why; mend}, which
 * editors can jump to, and under it the line with carets.
 */
public final class FindingText {
  private static final String INDENT = "  ";
  private static final String MORE = "...";

  /** How many columns of the line stand before what is meant, where the line has to be cut. */
  private static final int BEFORE = 24;

  private final PrintStream out;
  private final Terminal terminal;
  private final SourceLines sources;
  private final FileNames names;

  /** Findings on {@code out}, with lines from {@code sources}. */
  public FindingText(PrintStream out, Terminal terminal, SourceLines sources, FileNames names) {
    this.out = out;
    this.terminal = terminal;
    this.sources = sources;
    this.names = names;
  }

  /** Prints one finding. */
  public void print(Problem problem) {
    var place =
        names.of(problem.origin().file())
            + ":"
            + problem.origin().line()
            + ":"
            + problem.column()
            + ": ";
    var text = new StringBuilder(problem.message());
    if (!problem.why().isEmpty()) {
      text.append("; ").append(problem.why());
    }
    if (!problem.mend().isEmpty()) {
      text.append("; ").append(problem.mend());
    }
    out.println(
        Printable.line(place)
            + style(problem).on(terminal, word(problem.severity()) + ":")
            + " "
            + Printable.line(text.toString()));
    var line = sources.at(problem.origin());
    if (line.isPresent() && !line.get().isBlank()) {
      excerpt(problem, line.get());
    }
  }

  /** The word for how bad it is. */
  public static String word(Problem.Severity severity) {
    return switch (severity) {
      case ERROR -> "error";
      case WARNING -> "warning";
      case NOTE -> "note";
    };
  }

  private static Style style(Problem problem) {
    return switch (problem.severity()) {
      case ERROR -> Style.ERROR;
      case WARNING -> Style.WARNING;
      case NOTE -> Style.BOLD;
    };
  }

  /** A long line is cut on both sides of what is meant: units have lines of a megabyte. */
  private void excerpt(Problem problem, String line) {
    var number = Integer.toString(problem.origin().line());
    var room = terminal.columns() - INDENT.length() - number.length() - " | ".length();
    var from = Math.clamp(problem.column() - 1L, 0, line.length());
    var end = Math.clamp((long) from + problem.width(), from, line.length());
    var start = line.length() <= room ? 0 : Math.max(0, from - BEFORE);
    var stop = Math.min(line.length(), start + room);
    var before = (start > 0 ? MORE : "") + shown(line, start, from);
    var meant = shown(line, from, Math.min(end, stop));
    var after = shown(line, Math.min(end, stop), stop) + (stop < line.length() ? MORE : "");
    var carets = "^".repeat(Math.max(1, Printable.columns(meant)));
    var margin = " ".repeat(number.length());
    out.println(INDENT + number + " | " + before + meant + after);
    out.println(
        INDENT
            + margin
            + " | "
            + " ".repeat(Printable.columns(before))
            + style(problem).on(terminal, carets));
  }

  private static String shown(String line, int from, int end) {
    return from >= end ? "" : Printable.line(line.substring(from, end).replace('\t', ' '));
  }
}
