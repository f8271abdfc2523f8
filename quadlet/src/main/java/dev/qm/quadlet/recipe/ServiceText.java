package dev.qm.quadlet.recipe;

import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Line;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.UnitFile;
import dev.qm.quadlet.syntax.UnitText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A service in the making: the sections of its unit, each once, with the lines and remarks that the
 * unit has there. It is laid out as Podman does it: one empty line between sections, remarks before
 * a section's header stay before it.
 */
public final class ServiceText implements UnitText {
  private static final class Section {
    private final String name;
    private final List<Line.Remark> above = new ArrayList<>();
    private final List<Line> rows = new ArrayList<>();
    private Origin origin;

    Section(String name, Origin origin) {
      this.name = name;
      this.origin = origin;
    }
  }

  private Map<String, Section> sections = new LinkedHashMap<>();
  private final Origin home;

  private ServiceText(Origin home) {
    this.home = home;
  }

  /** A service that begins as a copy of a unit, drop-ins and all. */
  public static ServiceText copyOf(UnitFile unit) {
    var service = new ServiceText(new Origin(unit.file(), 1));
    List<Line> part = new ArrayList<>();
    for (var line : unit.lines()) {
      if (!part.isEmpty() && !part.getLast().file().equals(line.file())) {
        service.take(part);
        part.clear();
      }
      part.add(line);
    }
    service.take(part);
    return service;
  }

  /** Takes over the lines of one file. */
  private void take(List<Line> lines) {
    List<Line.Remark> waiting = new ArrayList<>();
    Section current = null;
    for (var line : lines) {
      if (line instanceof Line.Remark remark) {
        waiting.add(remark);
      } else if (line instanceof Line.Header header) {
        current = section(header.name(), header.origin());
        if (!waiting.isEmpty() && waiting.getFirst().isEmpty()) {
          waiting.removeFirst();
        }
        current.above.addAll(waiting);
        waiting.clear();
      } else if (line instanceof Line.Setting setting && current != null) {
        current.rows.addAll(waiting);
        waiting.clear();
        current.rows.add(setting);
      }
    }
    if (current == null) {
      // a file without a section leaves a nameless one behind, of which only the gap can be seen
      section("", home);
    } else {
      current.rows.addAll(waiting);
    }
  }

  private Section section(String name, Origin origin) {
    var known = sections.get(name);
    if (known == null) {
      known = new Section(name, origin);
      sections.put(name, known);
    }
    return known;
  }

  /** Adds a line to the end of a section. */
  public void add(String section, String key, String value, Origin origin) {
    section(section, origin).rows.add(line(key, value, origin));
  }

  /** Adds a line to the beginning of a section. */
  public void addFirst(String section, String key, String value, Origin origin) {
    section(section, origin).rows.addFirst(line(key, value, origin));
  }

  /** Changes the last line of a key, or adds one. */
  public void set(String section, String key, String value, Origin origin) {
    var rows = section(section, origin).rows;
    for (var i = rows.size() - 1; i >= 0; i--) {
      if (isOf(rows.get(i), key)) {
        rows.set(i, line(key, value, origin));
        return;
      }
    }
    rows.add(line(key, value, origin));
  }

  /** Takes away every line of a key. */
  public void remove(String section, String key) {
    var known = sections.get(section);
    if (known != null) {
      known.rows.removeIf(row -> isOf(row, key));
    }
  }

  /** Gives a section another name; its lines go to the end of the section that has it already. */
  public void rename(String from, String to) {
    var renamed = sections.get(from);
    if (renamed == null) {
      return;
    }
    var target = sections.get(to);
    if (target != null) {
      target.above.addAll(renamed.above);
      target.rows.addAll(renamed.rows);
      sections.remove(from);
      return;
    }
    Map<String, Section> inOrder = new LinkedHashMap<>();
    for (var section : sections.values()) {
      if (section == renamed) {
        var moved = new Section(to, section.origin);
        moved.above.addAll(section.above);
        moved.rows.addAll(section.rows);
        inOrder.put(to, moved);
      } else {
        inOrder.put(section.name, section);
      }
    }
    sections = inOrder;
  }

  private static Line.Setting line(String key, String value, Origin origin) {
    // it has no text yet
    return new Line.Setting(new Entry(key, value, origin), "", 0, 0);
  }

  private static boolean isOf(Line row, String key) {
    return row instanceof Line.Setting setting && setting.entry().key().equals(key);
  }

  /** The finished unit. */
  public UnitFile toUnit(Path file) {
    return UnitFile.of(file, this);
  }

  /** The text of the finished unit. */
  @Override
  public String text() {
    var length = 0;
    for (var section : sections.values()) {
      length += section.name.length() + 4;
      for (var row : section.above) {
        length += row.text().length() + 1;
      }
      for (var row : section.rows) {
        length += length(row);
      }
    }
    var text = new StringBuilder(length);
    var first = true;
    for (var section : sections.values()) {
      if (!first) {
        text.append('\n');
      }
      first = false;
      for (var row : section.above) {
        write(row, text);
      }
      if (!section.name.isEmpty()) {
        text.append('[').append(section.name).append("]\n");
        for (var row : section.rows) {
          write(row, text);
        }
      }
    }
    return text.toString();
  }

  private static void write(Line row, StringBuilder text) {
    if (row instanceof Line.Setting setting) {
      text.append(setting.entry().key()).append('=').append(setting.entry().value());
    } else if (row instanceof Line.Remark remark) {
      text.append(remark.text());
    }
    text.append('\n');
  }

  private static int length(Line row) {
    if (row instanceof Line.Setting setting) {
      return setting.entry().key().length() + setting.entry().value().length() + 2;
    }
    return row instanceof Line.Remark remark ? remark.text().length() + 1 : 1;
  }

  /** The lines of the finished unit, each with its place in {@link #text}. */
  @Override
  public List<Line> lines() {
    var text = text();
    List<Line> lines = new ArrayList<>();
    var at = 0;
    var first = true;
    for (var section : sections.values()) {
      if (!first) {
        var origin = section.origin;
        lines.add(new Line.Remark(text, at, at + 1, origin.file(), origin.line()));
        at++;
      }
      first = false;
      for (var row : section.above) {
        at = place(row, text, at, lines);
      }
      if (!section.name.isEmpty()) {
        var end = at + section.name.length() + 3;
        lines.add(new Line.Header(section.name, text, at, end, section.origin));
        at = end;
        for (var row : section.rows) {
          at = place(row, text, at, lines);
        }
      }
    }
    return List.copyOf(lines);
  }

  private static int place(Line row, String text, int at, List<Line> lines) {
    var end = at + length(row);
    if (row instanceof Line.Setting setting) {
      lines.add(new Line.Setting(setting.entry(), text, at, end));
    } else if (row instanceof Line.Remark remark) {
      lines.add(new Line.Remark(text, at, end, remark.file(), remark.number()));
    }
    return end;
  }
}
