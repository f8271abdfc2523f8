package dev.qm.cli.terminal;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Rows under headings, in columns as wide as they need. Where that is wider than a terminal the
 * last column is folded; and where the others leave no room for it each row becomes a few lines:
 * its first cell, then the others, each behind its heading. For a program a row stays a line. What
 * the cells say is made harmless.
 */
public final class Table {
  private static final String GAP = "  ";

  /** How narrow a folded column may be. */
  private static final int LEAST_ROOM = 24;

  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  private Table(List<Column> columns) {
    this.columns = columns;
  }

  private record Column(String heading, Side side) {}

  private enum Side {
    LEFT,
    RIGHT
  }

  /**
   * A table with these headings; one that begins with {@code >} stands to the right, as numbers do.
   */
  public static Table of(String... headings) {
    var columns = new ArrayList<Column>(headings.length);
    for (var heading : headings) {
      columns.add(
          heading.startsWith(">")
              ? new Column(heading.substring(1), Side.RIGHT)
              : new Column(heading, Side.LEFT));
    }
    return new Table(columns);
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException if it has not one cell a column
   */
  public Table row(String... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(
          cells.length + " cells for " + columns.size() + " columns");
    }
    var row = new ArrayList<String>(cells.length);
    for (var cell : cells) {
      row.add(Printable.line(cell));
    }
    rows.add(row);
    return this;
  }

  /** Whether no row was added. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** Prints the table, no wider than the terminal as long as its words are not. */
  public void print(PrintStream to, Terminal terminal) {
    var widths = new int[columns.size()];
    var whole = GAP.length() * (widths.length - 1);
    for (var i = 0; i < widths.length; i++) {
      widths[i] = Printable.columns(columns.get(i).heading());
      for (var row : rows) {
        widths[i] = Math.max(widths[i], Printable.columns(row.get(i)));
      }
      whole += widths[i];
    }
    var last = widths.length - 1;
    var room = terminal.columns() - whole + widths[last];
    var fits = !terminal.outIsTerminal() || whole <= terminal.columns();
    if (!fits && (last == 0 || room < LEAST_ROOM)) {
      stack(to, terminal);
      return;
    }
    var headings = new ArrayList<String>(columns.size());
    for (var column : columns) {
      headings.add(column.heading());
    }
    to.println(Style.BOLD.on(terminal, line(headings, widths)));
    for (var row : rows) {
      var cells = new ArrayList<>(row);
      for (var part : fits ? List.of(row.getLast()) : wrapped(row.getLast(), room)) {
        cells.set(last, part);
        to.println(line(cells, widths));
        cells.replaceAll(cell -> "");
      }
    }
  }

  /** Each row as lines; one between two rows is empty. */
  private void stack(PrintStream to, Terminal terminal) {
    var widest = 0;
    for (var column : columns.subList(1, columns.size())) {
      widest = Math.max(widest, Printable.columns(column.heading()));
    }
    var isFirst = true;
    for (var row : rows) {
      if (!isFirst) {
        to.println();
      }
      isFirst = false;
      to.println(Style.BOLD.on(terminal, row.getFirst()));
      for (var i = 1; i < row.size(); i++) {
        var heading = columns.get(i).heading().toLowerCase(Locale.ROOT);
        var begin = GAP + heading + " ".repeat(widest - Printable.columns(heading)) + GAP;
        var indent = " ".repeat(begin.length());
        for (var part : wrapped(row.get(i), terminal.columns() - begin.length())) {
          to.println((begin + part).stripTrailing());
          begin = indent;
        }
      }
    }
  }

  /** The words of a cell on as many lines as they need; a longer word is on one of its own. */
  private static List<String> wrapped(String cell, int room) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    for (var word : cell.split(" ", -1)) {
      if (!line.isEmpty() && Printable.columns(line + " " + word) > room) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  private String line(List<String> cells, int[] widths) {
    var line = new StringBuilder();
    for (var i = 0; i < widths.length; i++) {
      if (i > 0) {
        line.append(GAP);
      }
      var cell = cells.get(i);
      var padding = widths[i] - Printable.columns(cell);
      if (columns.get(i).side() == Side.RIGHT) {
        line.repeat(' ', padding).append(cell);
      } else {
        line.append(cell).repeat(' ', padding);
      }
    }
    return line.toString().stripTrailing();
  }
}
