package dev.qm.host.process;

import dev.qm.host.HostException;
import java.util.List;

/**
 * How a command ended.
 *
 * @param command the program and its arguments, as they were given
 * @param exitCode 0 to 255; 128 + n when signal n ended it
 * @param output what it wrote to its standard output, at most {@link Command#CAPTURE_LIMIT} bytes
 *     from the start
 * @param errors what it wrote to its standard error, at most that many bytes from the end
 * @param outputCut true when there was more output than {@code output} holds
 */
public record Outcome(
    List<String> command, int exitCode, String output, String errors, boolean outputCut) {
  private static final int LINES_SHOWN = 6;

  public Outcome {
    command = List.copyOf(command);
  }

  /** A complete outcome. */
  public Outcome(List<String> command, int exitCode, String output, String errors) {
    this(command, exitCode, output, errors, false);
  }

  /** True for exit code 0. */
  public boolean ok() {
    return exitCode == 0;
  }

  /** This outcome when the command succeeded; otherwise {@link #failure()} is thrown. */
  public Outcome require() throws HostException {
    if (!ok()) {
      throw failure();
    }
    return this;
  }

  /** The failure in words: the command line, how it ended, and the last lines that it wrote. */
  public HostException failure() {
    var said = why(lastLines(errors.isBlank() ? output : errors));
    var what = "`" + Command.display(command) + "` " + ending();
    return new HostException(what, said.isEmpty() ? "it gave no reason" : said);
  }

  /** On one line. On a full disk a program says the same of file after file. */
  private static String why(String lines) {
    return lines.contains(HostException.FULL)
        ? lines.substring(lines.lastIndexOf('\n', lines.indexOf(HostException.FULL)) + 1)
            .split("\n", 2)[0]
        : lines.replace("\n", "; ");
  }

  private String ending() {
    return exitCode > 128 && exitCode <= 128 + 64
        ? "was ended by signal " + (exitCode - 128)
        : "failed with exit code " + exitCode;
  }

  private static String lastLines(String text) {
    var end = text.stripTrailing();
    var start = end.length();
    for (var n = 0; n < LINES_SHOWN && start > 0; n++) {
      start = end.lastIndexOf('\n', start - 1);
    }
    return end.substring(Math.max(start, 0)).strip();
  }

  /** The last lines that the program wrote as errors, on one line: mostly why it gave up. */
  public String lastWords() {
    return lastLines(errors).replace("\n", "; ");
  }
}
