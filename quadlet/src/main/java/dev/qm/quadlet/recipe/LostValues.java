package dev.qm.quadlet.recipe;

import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.syntax.UnitFile;
import dev.qm.quadlet.text.WordSplitter;
import java.util.ArrayList;
import java.util.List;

/** Values that Podman drops, wholly or in part, for how they are quoted. */
public final class LostValues {
  private LostValues() {}

  /** Reports each value that counts and is lost; one that is taken back is nobody's loss. */
  public static void report(
      UnitFile unit, UnitType type, Problem.Severity severity, UnitFindings findings) {
    var known = KnownKeys.of(type);
    for (var lines : unit.entriesByKey(type.section()).values()) {
      var rule = known.rule(lines.getFirst().key());
      if (rule.isEmpty()) {
        continue;
      }
      switch (rule.get().shape()) {
        case WORDS -> each(counting(lines), WordSplitter.Mode.LIST, severity, findings);
        case ARGUMENTS, PAIRS ->
            each(counting(lines), WordSplitter.Mode.ARGUMENTS, severity, findings);
        case COMMAND -> words(lines.getLast(), WordSplitter.Mode.ARGUMENTS, severity, findings);
        case TEXT, SWITCH, LINES -> {}
      }
    }
  }

  private static List<Entry> counting(List<Entry> lines) {
    List<Entry> counting = new ArrayList<>();
    for (var line : lines) {
      if (line.value().isEmpty()) {
        counting.clear();
      } else {
        counting.add(line);
      }
    }
    return counting;
  }

  private static void each(
      List<Entry> lines, WordSplitter.Mode mode, Problem.Severity severity, UnitFindings findings) {
    for (var line : lines) {
      words(line, mode, severity, findings);
    }
  }

  private static void words(
      Entry entry, WordSplitter.Mode mode, Problem.Severity severity, UnitFindings findings) {
    if (isPlain(entry.value())) {
      return;
    }
    var splitter = new WordSplitter(entry.value(), mode).run();
    switch (splitter.fault()) {
      case UNKNOWN_ESCAPE ->
          findings.atValue(
              severity,
              "escape",
              entry,
              around(entry.value(), splitter.faultAt()),
              "an escape that nobody knows: " + around(entry.value(), splitter.faultAt()),
              "Podman drops the whole value",
              "double the backslash");
      case OPEN_QUOTE ->
          findings.atKey(
              severity,
              "quote",
              entry,
              "a quote is opened and not closed",
              "Podman drops the whole value",
              "close it");
      case NONE -> {
        if (splitter.cutShort()) {
          findings.atValue(
              severity,
              "empty-word",
              entry,
              "\"\"",
              "words after an empty one",
              "Podman takes \"\" for the end of the list and drops what follows",
              "put what needs it into a script, or pass the empty word by sh -c");
        }
      }
    }
  }

  /** True for what most values are, which nothing can be wrong with: a generator has no time. */
  private static boolean isPlain(String value) {
    return value.indexOf('\\') < 0 && value.indexOf('"') < 0 && value.indexOf('\'') < 0;
  }

  private static String around(String value, int at) {
    return value.substring(at, Math.min(value.length(), at + 2));
  }
}
