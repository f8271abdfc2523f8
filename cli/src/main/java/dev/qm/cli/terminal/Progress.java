package dev.qm.cli.terminal;

import java.io.PrintStream;

/**
 * Shows on standard error that something long goes on: one line that changes on a terminal, a line
 * a step elsewhere, so that a log stays readable. Close it before printing anything else.
 */
public sealed interface Progress extends AutoCloseable {

  /** Progress for whoever reads {@code console}. */
  static Progress on(Console console) {
    return console.terminal().errIsTerminal()
        ? new OneLine(console.err(), console.terminal())
        : new LineAStep(console.err());
  }

  /**
   * Says what is being done.
   *
   * @param title what, in a few words: {@code fetch packages}
   * @param percent how much of the whole is done, 0 to 100
   */
  void show(String title, int percent);

  /**
   * Says what the step shown last is at. Only a changing line shows it.
   *
   * @param detail one line of somebody else's output
   */
  void detail(String title, String detail, int percent);

  /** Says something that stays readable. */
  void remark(String text);

  /** Takes the changing line away. */
  @Override
  void close();

  /** A line that is written over and over. */
  final class OneLine implements Progress {
    /** Faster than this nobody reads, and a terminal over a slow line would be kept busy. */
    private static final long SHORTEST_NANOS = 50_000_000;

    private static final String START_OF_LINE_AND_ERASE = "\r\u001b[K";

    private final PrintStream err;
    private final Terminal terminal;
    private String shown = "";
    private String title = "";
    private long shownAt;

    OneLine(PrintStream err, Terminal terminal) {
      this.err = err;
      this.terminal = terminal;
    }

    @Override
    public void show(String what, int percent) {
      var now = System.nanoTime();
      if (what.equals(title) && now - shownAt < SHORTEST_NANOS) {
        return;
      }
      title = what;
      shownAt = now;
      var line = Progress.percent(percent) + " " + Printable.line(what);
      // the last column stays free: some terminals wrap as soon as it is written
      paint(Printable.cut(line, terminal.columns() - 1));
    }

    @Override
    public void detail(String what, String detail, int percent) {
      var now = System.nanoTime();
      if (now - shownAt >= SHORTEST_NANOS) {
        shownAt = now;
        var line = Progress.percent(percent) + " " + Printable.line(what + ": " + detail);
        paint(Printable.cut(line, terminal.columns() - 1));
      }
    }

    @Override
    public void remark(String text) {
      err.print(START_OF_LINE_AND_ERASE);
      err.println(Printable.line(text));
      err.print(shown);
      err.flush();
    }

    @Override
    public void close() {
      if (!shown.isEmpty()) {
        paint("");
      }
    }

    private void paint(String line) {
      shown = line;
      err.print(START_OF_LINE_AND_ERASE);
      err.print(line);
      err.flush();
    }
  }

  /** A line whenever the title changes. */
  final class LineAStep implements Progress {
    private final PrintStream err;
    private String title = "";

    LineAStep(PrintStream err) {
      this.err = err;
    }

    @Override
    public void show(String what, int percent) {
      if (!what.equals(title)) {
        title = what;
        remark(Progress.percent(percent) + " " + what);
      }
    }

    @Override
    public void detail(String what, String detail, int percent) {}

    @Override
    public void remark(String text) {
      err.println(Printable.line(text));
    }

    @Override
    public void close() {}
  }

  private static String percent(int percent) {
    var digits = Integer.toString(Math.clamp(percent, 0, 100));
    return "[" + " ".repeat(3 - digits.length()) + digits + "%]";
  }
}
