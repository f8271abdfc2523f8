package dev.qm.cli.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Who reads: a person at a terminal, or a file or program.
 *
 * <p>The launcher asks the kernel with the shell's built-in {@code test -t} and hands the answers
 * over as the system properties {@code qm.tty} and {@code qm.columns}: from Java the same questions
 * cost a native call through {@link java.lang.foreign} (50 ms) or a process (36 ms). Without the
 * launcher, /proc/self/fd answers the first.
 *
 * @param inIsTerminal whether somebody can answer on standard input
 * @param outIsTerminal whether standard output is a terminal
 * @param errIsTerminal whether standard error is a terminal
 * @param columns the width of the terminal, in characters
 * @param usesColour whether colour is welcome: on a terminal that can show it, unless {@code
 *     NO_COLOR} is set (no-color.org)
 */
public record Terminal(
    boolean inIsTerminal,
    boolean outIsTerminal,
    boolean errIsTerminal,
    int columns,
    boolean usesColour) {
  /** The width that text is laid out for when nobody says another. */
  public static final int USUAL_COLUMNS = 80;

  private static final int FEWEST_COLUMNS = 40;
  private static final int MOST_COLUMNS = 500;

  /** No terminal at all: plain text, 80 columns. */
  public static final Terminal NONE = new Terminal(false, false, false, USUAL_COLUMNS, false);

  /** The terminal of this process. */
  public static Terminal ofProcess() {
    var known = System.getProperty("qm.tty");
    var in = known == null ? isTerminal(0) : known.indexOf('0') >= 0;
    var out = known == null ? isTerminal(1) : known.indexOf('1') >= 0;
    var err = known == null ? isTerminal(2) : known.indexOf('2') >= 0;
    if (!in && !out && !err) {
      return NONE;
    }
    return new Terminal(
        in,
        out,
        err,
        columns(System.getProperty("qm.columns", "")),
        !isSet("NO_COLOR") && !"dumb".equals(System.getenv("TERM")));
  }

  /** A width from the launcher; a terminal that does not know its own says 0. */
  static int columns(String text) {
    try {
      var columns = text.isEmpty() ? USUAL_COLUMNS : Integer.parseInt(text);
      return columns <= 0 ? USUAL_COLUMNS : Math.clamp(columns, FEWEST_COLUMNS, MOST_COLUMNS);
    } catch (NumberFormatException e) {
      return USUAL_COLUMNS;
    }
  }

  private static boolean isSet(String variable) {
    var value = System.getenv(variable);
    return value != null && !value.isEmpty();
  }

  private static boolean isTerminal(int descriptor) {
    try {
      var target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | InvalidPathException e) {
      return false;
    }
  }
}
