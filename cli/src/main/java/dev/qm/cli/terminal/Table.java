package dev.qm.cli.terminal;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Rows under headings, in columns as wide as they need. What the cells say is made harmless. */
public final class Table {
  private static final String GAP = "  ";

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

  /** Prints the table; on a terminal, lines that would not fit are cut. */
  public void print(PrintStream to, Terminal terminal) {
    var widths = new int[columns.size()];
    for (var i = 0; i < widths.length; i++) {
      widths[i] = Printable.columns(columns.get(i).heading());
      for (var row : rows) {
        widths[i] = Math.max(widths[i], Printable.columns(row.get(i)));
      }
    }
    var headings = new ArrayList<String>(columns.size());
    for (var column : columns) {
      headings.add(column.heading());
    }
    to.println(Style.BOLD.on(terminal, fit(line(headings, widths), terminal)));
    for (var row : rows) {
      to.println(fit(line(row, widths), terminal));
    }
  }

  private static String fit(String line, Terminal terminal) {
    return terminal.outIsTerminal() ? Printable.cut(line, terminal.columns()) : line;
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
