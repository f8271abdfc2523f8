package dev.qm.cli.command.show;

import dev.qm.cli.terminal.Json;
import dev.qm.cli.terminal.Printable;
import dev.qm.cli.terminal.Terminal;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What one section shows: facts, tables and notes. It is said once and printed for people or for
 * programs.
 */
final class Sheet {
  private static final int LABEL = 14;

  private final List<Line> lines = new ArrayList<>();
  private final List<Datum> data = new ArrayList<>();
  private final List<Rows> tables = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private record Line(String label, String text) {}

  private record Datum(String key, Value value) {}

  /** A fact, for people and for programs. */
  Sheet fact(String label, String key, Value value) {
    lines.add(new Line(label, value.text()));
    return data(key, value);
  }

  /** A line for people, of what programs get by {@link #data}. */
  Sheet line(String label, String text) {
    lines.add(new Line(label, text));
    return this;
  }

  /** A field for programs, of what people get by {@link #line}. */
  Sheet data(String key, Value value) {
    data.add(new Datum(key, value));
    return this;
  }

  /** A table. An empty one is nothing for people, and an empty array for programs. */
  Sheet table(Rows rows) {
    tables.add(rows);
    return this;
  }

  /** A sentence that people read below, and programs in {@code notes}. */
  Sheet note(String sentence) {
    notes.add(sentence);
    return this;
  }

  /** For people, everything in it made harmless. */
  void print(PrintStream out, Terminal terminal) {
    for (var line : lines) {
      var gap = " ".repeat(Math.max(1, LABEL - line.label().length()));
      out.println(line.label() + gap + Printable.line(line.text()));
    }
    var isFirst = lines.isEmpty();
    for (var table : tables) {
      if (!table.isEmpty()) {
        if (!isFirst) {
          out.println();
        }
        isFirst = false;
        table.print(out, terminal);
      }
    }
    if (!notes.isEmpty() && !isFirst) {
      out.println();
    }
    for (var note : notes) {
      out.println(Printable.line(note));
    }
  }

  /** For programs: the fields of an object that the caller has begun. */
  void json(Json json) throws IOException {
    for (var datum : data) {
      datum.value().json(json, datum.key());
    }
    for (var table : tables) {
      table.json(json);
    }
    json.beginArray("notes");
    for (var note : notes) {
      json.value(note);
    }
    json.end();
  }
}
