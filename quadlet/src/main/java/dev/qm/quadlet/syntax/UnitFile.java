package dev.qm.quadlet.syntax;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A unit file that keeps its text: what is not changed is written back byte for byte, and every
 * setting knows the file and line that it came from. Immutable.
 *
 * <p>Source: {@code systemd.syntax(7)}, {@code podman-systemd.unit(5)}.
 */
public final class UnitFile {
  private final Path file;
  private final Optional<UnitText> made;

  /** Empty until first asked for in a service that was made here. */
  private List<Line> lines;

  /** Filled when it is first asked for: a service that is only written needs none. */
  private Map<String, Section> index = Map.of();

  /** Filled when it is first asked for: only who reports a problem needs it. */
  private Map<Entry, Line.Setting> settings = Map.of();

  private UnitFile(Path file, List<Line> lines) {
    this.file = file;
    this.made = Optional.empty();
    this.lines = lines;
  }

  private UnitFile(Path file, UnitText made) {
    this.file = file;
    this.made = Optional.of(made);
    this.lines = List.of();
  }

  /** What a section holds, in all the places where it is begun. */
  private record Section(Origin header, Map<String, List<Entry>> keys) {
    private static final Section NONE = new Section(new Origin(Path.of(""), 0), Map.of());
  }

  /**
   * A file as it was read, with all that is wrong with its lines.
   *
   * @param unit everything that could be read
   * @param problems the lines that could not, in order
   */
  public record Parsed(UnitFile unit, List<UnitSyntaxException> problems) {
    /** Copies what it is given, so that nobody can change it. */
    public Parsed {
      problems = List.copyOf(problems);
    }
  }

  /**
   * Reads a unit file as Podman's Quadlet does.
   *
   * @param file its name, for the origins; nothing is read from it
   * @param text the text
   * @return the file
   * @throws UnitSyntaxException at the first line that is none
   */
  public static UnitFile parse(Path file, String text) throws UnitSyntaxException {
    return parse(file, text, Dialect.QUADLET);
  }

  /**
   * Reads a unit file.
   *
   * @param file its name, for the origins; nothing is read from it
   * @param text the text
   * @param dialect who reads it
   * @return the file
   * @throws UnitSyntaxException at the first line that is none
   */
  public static UnitFile parse(Path file, String text, Dialect dialect) throws UnitSyntaxException {
    return parsed(parseAll(file, text, dialect));
  }

  /**
   * Reads a file in the form of units that has sections of its own.
   *
   * @param file its name, for the origins; nothing is read from it
   * @param text the text
   * @param dialect who reads it
   * @param section its first one, for who has left out the header
   * @return the file
   * @throws UnitSyntaxException at the first line that is none
   */
  public static UnitFile parse(Path file, String text, Dialect dialect, String section)
      throws UnitSyntaxException {
    return parsed(parseAll(file, text, dialect, Optional.of(section)));
  }

  private static UnitFile parsed(Parsed parsed) throws UnitSyntaxException {
    if (!parsed.problems().isEmpty()) {
      throw parsed.problems().getFirst();
    }
    return parsed.unit();
  }

  /**
   * Reads what can be read of a unit file and names every line that cannot.
   *
   * @param file its name, for the origins; nothing is read from it
   * @param text the text
   * @param dialect who reads it
   * @return what could be read, and what could not
   */
  public static Parsed parseAll(Path file, String text, Dialect dialect) {
    return parseAll(file, text, dialect, Optional.empty());
  }

  private static Parsed parseAll(
      Path file, String text, Dialect dialect, Optional<String> section) {
    var parser = new UnitParser(file, text, dialect, section).run();
    return new Parsed(new UnitFile(file, List.copyOf(parser.lines())), parser.problems());
  }

  /**
   * {@return a file without a line}
   *
   * @param file its name, for the origins; nothing is read from it
   */
  public static UnitFile empty(Path file) {
    return new UnitFile(file, List.of());
  }

  /**
   * {@return a file that a program wrote} Its text and lines are asked for when they are needed.
   *
   * @param file its name; nothing is read from it
   * @param written what it says; it must not change any more
   */
  public static UnitFile of(Path file, UnitText written) {
    return new UnitFile(file, written);
  }

  private Map<String, Section> index() {
    if (index.isEmpty()) {
      Map<String, Section> sections = new LinkedHashMap<>();
      var current = Section.NONE;
      for (var line : lines()) {
        if (line instanceof Line.Header header) {
          var known = sections.get(header.name());
          if (known == null) {
            known = new Section(header.origin(), new LinkedHashMap<>());
            sections.put(header.name(), known);
          }
          current = known;
        } else if (line instanceof Line.Setting setting) {
          var entry = setting.entry();
          // most keys stand there once, and a list of one is small
          var same = current.keys().putIfAbsent(entry.key(), List.of(entry));
          if (same instanceof ArrayList<Entry> several) {
            several.add(entry);
          } else if (same != null) {
            var several = new ArrayList<>(same);
            several.add(entry);
            current.keys().put(entry.key(), several);
          }
        }
      }
      for (var section : sections.values()) {
        for (var key : section.keys().entrySet()) {
          // a list of one cannot be changed as it is, and is not copied
          key.setValue(List.copyOf(key.getValue()));
        }
      }
      index = sections;
    }
    return index;
  }

  /** {@return the name that the file was read under} */
  public Path file() {
    return file;
  }

  /** {@return the file's text: what was parsed, byte for byte, with the changes made since} */
  public String text() {
    if (made.isPresent()) {
      return made.get().text();
    }
    var text = new StringBuilder();
    var start = 0;
    while (start < lines.size()) {
      // lines that stand behind each other in one text are taken over in one piece
      var first = lines.get(start);
      var end = first.end();
      var next = start + 1;
      while (next < lines.size()
          && lines.get(next).source().equals(first.source())
          && lines.get(next).start() == end) {
        end = lines.get(next).end();
        next++;
      }
      if (start == 0 && next == lines.size() && end - first.start() == first.source().length()) {
        return first.source();
      }
      text.append(first.source(), first.start(), end);
      start = next;
    }
    return text.toString();
  }

  /** {@return the names of the sections, each once, in the order of their first line} */
  public List<String> sections() {
    return List.copyOf(index().keySet());
  }

  /**
   * {@return every setting of a section as written, in order; empty if there is no such section}
   *
   * @param section the name of the section
   */
  public List<Entry> entries(String section) {
    List<Entry> entries = new ArrayList<>();
    var inside = false;
    for (var line : lines()) {
      if (line instanceof Line.Header header) {
        inside = header.name().equals(section);
      } else if (inside && line instanceof Line.Setting setting) {
        entries.add(setting.entry());
      }
    }
    return List.copyOf(entries);
  }

  /**
   * {@return the keys that a section sets, each once, in the order of their first line}
   *
   * @param section the name of the section
   */
  public List<String> keys(String section) {
    return List.copyOf(entriesByKey(section).keySet());
  }

  /**
   * {@return a section's settings by key, the keys in the order of their first line; empty if there
   * is no such section}
   *
   * @param section the name of the section
   */
  public Map<String, List<Entry>> entriesByKey(String section) {
    var known = index().get(section);
    return known == null ? Map.of() : Collections.unmodifiableMap(known.keys());
  }

  /**
   * {@return every line of one key as written, in order, resets included}
   *
   * @param section the name of the section
   * @param key the name of the key
   */
  public List<Entry> entries(String section, String key) {
    var entries = entriesByKey(section).get(key);
    return entries == null ? List.of() : entries;
  }

  /**
   * {@return the list that a key stands for: an empty value throws away what came before it}
   *
   * @param section the name of the section
   * @param key the name of the key
   */
  public List<Entry> values(String section, String key) {
    List<Entry> values = new ArrayList<>();
    for (var entry : entries(section, key)) {
      if (entry.value().isEmpty()) {
        values.clear();
      } else {
        values.add(entry);
      }
    }
    return List.copyOf(values);
  }

  /**
   * {@return the last line of a key, which is the one that counts where a key takes one value}
   *
   * @param section the name of the section
   * @param key the name of the key
   */
  public Optional<Entry> last(String section, String key) {
    var entries = entries(section, key);
    return entries.isEmpty() ? Optional.empty() : Optional.of(entries.getLast());
  }

  /**
   * {@return the first header of a section}
   *
   * @param section the name of the section
   */
  public Optional<Origin> header(String section) {
    var known = index().get(section);
    return known == null ? Optional.empty() : Optional.of(known.header());
  }

  /**
   * {@return the file with one more line at the end of a section, which is added if it is missing}
   * The new line's origin is this file, line 0: it stands nowhere yet.
   *
   * @param section the name of the section
   * @param key the name of the key
   * @param value the value
   * @throws IllegalArgumentException if the three do not make one line of a unit file
   */
  public UnitFile with(String section, String key, String value) {
    requireOneLine(section, key, value);
    var origin = new Origin(file, 0);
    List<Line> changed = new ArrayList<>(lines());
    var at = endOf(section);
    if (at < 0) {
      endLastLine(changed);
      if (!changed.isEmpty()) {
        changed.add(new Line.Remark("\n", 0, 1, file, 0));
      }
      var header = "[" + section + "]\n";
      changed.add(new Line.Header(section, header, 0, header.length(), origin));
      at = changed.size();
    } else if (at == changed.size()) {
      endLastLine(changed);
    }
    var line = key + "=" + value + "\n";
    changed.add(at, new Line.Setting(new Entry(key, value, origin), line, 0, line.length()));
    return new UnitFile(file, List.copyOf(changed));
  }

  /**
   * {@return the file without any line of a key in a section}
   *
   * @param section the name of the section
   * @param key the name of the key
   */
  public UnitFile without(String section, String key) {
    List<Line> kept = new ArrayList<>(lines().size());
    var inside = false;
    for (var line : lines()) {
      if (line instanceof Line.Header header) {
        inside = header.name().equals(section);
      }
      if (!(inside && line instanceof Line.Setting setting && setting.entry().key().equals(key))) {
        kept.add(line);
      }
    }
    return new UnitFile(file, List.copyOf(kept));
  }

  /**
   * {@return the file with these sections alone} What stands before the first one goes too.
   *
   * @param sections their names
   */
  public UnitFile only(Set<String> sections) {
    List<Line> kept = new ArrayList<>();
    var inside = false;
    for (var line : lines()) {
      if (line instanceof Line.Header header) {
        inside = sections.contains(header.name());
      }
      if (inside) {
        kept.add(line);
      }
    }
    return new UnitFile(file, List.copyOf(kept));
  }

  /**
   * {@return this file with a drop-in on top} Every line keeps the origin that it has.
   *
   * @param dropIn the drop-in
   */
  public UnitFile merge(UnitFile dropIn) {
    return merge(List.of(dropIn));
  }

  /**
   * {@return this file with drop-ins on top, the last one uppermost} Every line keeps its origin.
   *
   * @param dropIns the drop-ins, the uppermost last
   */
  public UnitFile merge(List<UnitFile> dropIns) {
    List<Line> merged = new ArrayList<>(lines());
    for (var dropIn : dropIns) {
      endLastLine(merged);
      merged.addAll(dropIn.lines());
    }
    return new UnitFile(file, List.copyOf(merged));
  }

  /** {@return its lines in order, remarks and lines that could not be read among them} */
  public List<Line> lines() {
    if (made.isPresent() && lines.isEmpty()) {
      lines = made.get().lines();
    }
    return lines;
  }

  /**
   * {@return the text of a setting as written, with all its lines; empty if this file has no such
   * setting}
   *
   * @param entry a setting of this file
   */
  public String rawOf(Entry entry) {
    if (settings.isEmpty()) {
      Map<Entry, Line.Setting> found = new HashMap<>();
      for (var line : lines()) {
        if (line instanceof Line.Setting setting) {
          found.put(setting.entry(), setting);
        }
      }
      settings = found;
    }
    var setting = settings.get(entry);
    return setting == null ? "" : setting.raw();
  }

  /** The index after the last line of a section that is more than a remark; -1 without section. */
  private int endOf(String section) {
    var end = -1;
    var inside = false;
    for (var i = 0; i < lines().size(); i++) {
      var line = lines().get(i);
      if (line instanceof Line.Header header) {
        inside = header.name().equals(section);
      }
      if (inside && !(line instanceof Line.Remark)) {
        end = i + 1;
      }
    }
    return end;
  }

  /** Sees to it that a line can follow: the last line of a file may lack its line end. */
  private static void endLastLine(List<Line> lines) {
    if (lines.isEmpty()) {
      return;
    }
    var last = lines.getLast();
    var raw = last.raw();
    if (raw.endsWith("\n") || raw.isEmpty()) {
      return;
    }
    var ended = raw + "\n";
    var end = ended.length();
    lines.set(
        lines.size() - 1,
        switch (last) {
          case Line.Header header -> new Line.Header(header.name(), ended, 0, end, header.origin());
          case Line.Setting setting -> new Line.Setting(setting.entry(), ended, 0, end);
          case Line.Remark remark -> new Line.Remark(ended, 0, end, remark.file(), remark.number());
          case Line.Broken broken -> new Line.Broken(ended, 0, end, broken.origin());
        });
  }

  private static void requireOneLine(String section, String key, String value) {
    var line = "[" + section + "]\n" + key + "=" + value + "\n# end\n";
    var read = parseAll(Path.of("new"), line, Dialect.QUADLET);
    var entry = read.unit().last(section, key);
    if (!read.problems().isEmpty()
        || entry.isEmpty()
        || !entry.get().value().equals(value)
        || read.unit().lines().size() != 3) {
      throw new IllegalArgumentException("not one line of a unit file: " + key + "=" + value);
    }
  }
}
