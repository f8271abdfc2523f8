package dev.qm.quadlet.check;

import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.recipe.UnitFindings;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Line;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.syntax.UnitFile;
import dev.qm.quadlet.syntax.UnitText;
import dev.qm.quadlet.text.Keys;
import dev.qm.quadlet.text.Spaces;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Comments behind values, which are none: each is one mistake, however many of its words are wrong.
 * What else is wrong is found in the units as they were meant, without these comments.
 *
 * <p>Source: {@code systemd.syntax(7)}: a comment is a line of its own.
 */
final class TrailingComments {
  private TrailingComments() {}

  /**
   * What looks like a comment behind a value.
   *
   * @param entry the setting
   * @param start where in the value it begins, counted in characters from 0
   * @param problem the finding
   * @param isSure false where it may be what is meant: a channel's name, a shell's own comment
   */
  record Comment(Entry entry, int start, Problem problem, boolean isSure) {
    /** True if one of the findings is about the comment's words. */
    boolean isFoundBy(Map<Origin, List<Problem>> findings) {
      for (var finding : findings.getOrDefault(problem.origin(), List.of())) {
        if (finding.column() >= problem.column()) {
          return true;
        }
      }
      return false;
    }

    /** How many of the findings cost the unit the setting that the comment stands in, or more. */
    int errors(Map<Origin, List<Problem>> findings) {
      var errors = 0;
      var file = problem.origin().file();
      for (var line = entry.origin().line(); line <= problem.origin().line(); line++) {
        for (var finding : findings.getOrDefault(new Origin(file, line), List.of())) {
          errors += finding.severity() == Problem.Severity.ERROR ? 1 : 0;
        }
      }
      return errors;
    }
  }

  /**
   * What is wrong with units.
   *
   * @param check finds what is wrong, comments taken for values
   * @param known what was found before in units that are the same; empty if nothing is remembered
   * @return the same, with one finding for each comment
   */
  static List<Problem> apart(
      List<QuadletUnit> units,
      Function<List<QuadletUnit>, List<Problem>> check,
      Optional<KnownFindings> known) {
    var read = check.apply(units);
    var asRead = byLine(read);
    List<Comment> comments = new ArrayList<>();
    List<QuadletUnit> meant = new ArrayList<>(units.size());
    for (var unit : units) {
      var found = in(unit, asRead, known);
      comments.addAll(found);
      meant.add(found.isEmpty() ? unit : without(unit, found));
    }
    if (comments.isEmpty()) {
      return read;
    }
    List<Problem> problems = new ArrayList<>(check.apply(meant));
    var asMeant = byLine(problems);
    for (var comment : comments) {
      var costs = comment.errors(asRead) > comment.errors(asMeant);
      problems.add(costs ? comment.problem().as(Problem.Severity.ERROR) : comment.problem());
    }
    return problems;
  }

  private static Map<Origin, List<Problem>> byLine(List<Problem> problems) {
    Map<Origin, List<Problem>> byLine = new HashMap<>();
    for (var problem : problems) {
      byLine.computeIfAbsent(problem.origin(), any -> new ArrayList<>()).add(problem);
    }
    return byLine;
  }

  private static List<Comment> in(
      QuadletUnit unit, Map<Origin, List<Problem>> findings, Optional<KnownFindings> known) {
    List<Comment> comments = new ArrayList<>();
    for (var comment : candidates(unit, known)) {
      if (comment.isSure() || comment.isFoundBy(findings)) {
        comments.add(comment);
      }
    }
    return comments;
  }

  private static List<Comment> candidates(QuadletUnit unit, Optional<KnownFindings> known) {
    if (known.isEmpty()) {
      return candidates(unit);
    }
    var before = known.get().comments(unit);
    if (before.isPresent()) {
      return before.get();
    }
    var comments = candidates(unit);
    known.get().keepComments(unit, comments);
    return comments;
  }

  /** What looks like a comment, whether it is one or not. */
  private static List<Comment> candidates(QuadletUnit unit) {
    List<Comment> comments = new ArrayList<>();
    var type = unit.type();
    if (type.isEmpty()) {
      return comments;
    }
    for (var section : List.of(type.get().section(), Keys.UNIT, Keys.SERVICE, Keys.INSTALL)) {
      for (var lines : unit.unit().entriesByKey(section).values()) {
        for (var entry : lines) {
          in(unit.unit(), section, entry).ifPresent(comments::add);
        }
      }
    }
    return comments;
  }

  private static Optional<Comment> in(UnitFile unit, String section, Entry entry) {
    var value = entry.value();
    var start = start(value);
    if (start <= 0) {
      return Optional.empty();
    }
    var text = Spaces.trimEnd(value.substring(start));
    var findings = new UnitFindings(unit);
    findings.atValue(
        Problem.Severity.WARNING,
        "trailing-comment",
        entry,
        written(unit.rawOf(entry), text),
        "a comment behind a value is none",
        "'" + text + "' is taken for a part of " + entry.key() + "=",
        "put it on a line of its own");
    return Optional.of(
        new Comment(
            entry,
            start,
            findings.problems().getFirst(),
            isSpaced(text) && !isForWhatFollows(section, entry.key())));
  }

  /** The comment, or what of its beginning stands on the first of its lines. */
  private static String written(String raw, String text) {
    var whole = Math.min(text.length(), UnitFindings.LOOKED_FOR);
    var there = 1;
    var notThere = whole + 1;
    while (notThere - there > 1) {
      var middle = (there + notThere) >>> 1;
      if (raw.contains(text.substring(0, middle))) {
        there = middle;
      } else {
        notThere = middle;
      }
    }
    return there == whole ? text : text.substring(0, there);
  }

  /** Where the first word begins that starts with # outside of quotes; -1 if there is none. */
  private static int start(String value) {
    var quote = '\0';
    for (var i = 0; i < value.length(); i++) {
      var c = value.charAt(i);
      if (c == '\\') {
        i++;
      } else if (quote != '\0') {
        quote = c == quote ? '\0' : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '#' && i > 0 && Spaces.isAscii(value.charAt(i - 1))) {
        return i;
      }
    }
    return -1;
  }

  /** True for {@code # text}; {@code #text} can be a word. */
  private static boolean isSpaced(String comment) {
    var i = 0;
    while (i < comment.length() && comment.charAt(i) == '#') {
      i++;
    }
    return i == comment.length() || Spaces.isAscii(comment.charAt(i));
  }

  /** True for text that people read, and for commands, whose shell may know comments. */
  private static boolean isForWhatFollows(String section, String key) {
    return switch (section) {
      case Keys.UNIT -> key.equals("Description");
      case Keys.SERVICE -> key.startsWith("Exec");
      default -> key.equals("HealthCmd") || key.equals("HealthStartupCmd");
    };
  }

  private static QuadletUnit without(QuadletUnit unit, List<Comment> comments) {
    Map<Entry, Integer> starts = new HashMap<>();
    for (var comment : comments) {
      starts.put(comment.entry(), comment.start());
    }
    List<Line> lines = new ArrayList<>(unit.unit().lines());
    lines.replaceAll(line -> without(line, starts));
    var meant = UnitFile.of(unit.unit().file(), new Meant(List.copyOf(lines)));
    return new QuadletUnit(unit.name(), meant, unit.file(), unit.dropIns());
  }

  private static Line without(Line line, Map<Entry, Integer> starts) {
    if (!(line instanceof Line.Setting setting)) {
      return line;
    }
    var entry = setting.entry();
    var start = starts.get(entry);
    return start == null
        ? line
        : new Line.Setting(
            new Entry(
                entry.key(), Spaces.trimEnd(entry.value().substring(0, start)), entry.origin()),
            setting.source(),
            setting.start(),
            setting.end());
  }

  /** A unit whose settings are what was meant, and whose text is what was written. */
  private record Meant(List<Line> lines) implements UnitText {
    @Override
    public String text() {
      var text = new StringBuilder();
      for (var line : lines) {
        text.append(line.raw());
      }
      return text.toString();
    }
  }
}
