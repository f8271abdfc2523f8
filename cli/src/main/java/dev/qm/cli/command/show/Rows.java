package dev.qm.cli.command.show;

import dev.qm.cli.terminal.Json;
import dev.qm.cli.terminal.Table;
import dev.qm.cli.terminal.Terminal;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** A table of a sheet: columns under headings for people, an array of objects for programs. */
final class Rows {
  private final String key;
  private final List<Column> columns;
  private final List<List<Value>> rows = new ArrayList<>();

  private Rows(String key, List<Column> columns) {
    this.key = key;
    this.columns = columns;
  }

  /**
   * @param heading for people; one that begins with {@code >} stands to the right; empty for what
   *     only programs get
   */
  private record Column(String heading, String key) {}

  /**
   * Begins a table.
   *
   * @param key of the array
   * @param columns each a heading, a bar and the key of a field: {@code "DEVICE|path"}
   */
  static Rows of(String key, String... columns) {
    var read = new ArrayList<Column>(columns.length);
    for (var column : columns) {
      var bar = column.indexOf('|');
      read.add(new Column(column.substring(0, bar), column.substring(bar + 1)));
    }
    return new Rows(key, read);
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException if it has not one value a column
   */
  Rows row(Value... values) {
    if (values.length != columns.size()) {
      throw new IllegalArgumentException(
          key + ": " + values.length + " values for " + columns.size() + " columns");
    }
    rows.add(List.of(values));
    return this;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  void print(PrintStream out, Terminal terminal) {
    var headings = new ArrayList<String>();
    for (var column : columns) {
      if (!column.heading().isEmpty()) {
        headings.add(column.heading());
      }
    }
    var table = Table.of(headings.toArray(new String[0]));
    for (var row : rows) {
      var cells = new ArrayList<String>();
      for (var i = 0; i < row.size(); i++) {
        if (!columns.get(i).heading().isEmpty()) {
          cells.add(row.get(i).text());
        }
      }
      table.row(cells.toArray(new String[0]));
    }
    table.print(out, terminal);
  }

  void json(Json json) throws IOException {
    json.beginArray(key);
    for (var row : rows) {
      json.beginObject();
      for (var i = 0; i < row.size(); i++) {
        row.get(i).json(json, columns.get(i).key());
      }
      json.end();
    }
    json.end();
  }
}
