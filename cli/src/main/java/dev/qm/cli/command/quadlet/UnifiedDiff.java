package dev.qm.cli.command.quadlet;

import java.util.ArrayList;
import java.util.List;

/**
 * What changed in a file, as {@code diff -u} shows it and {@code patch} takes it.
 *
 * <p>Source: {@code diff(1)}; POSIX, diff, "Diff -u Output Format".
 */
final class UnifiedDiff {
  /** So many lines around a change are shown. */
  private static final int CONTEXT = 3;

  /** So far two texts may run apart before they are taken for different to their ends. */
  private static final int FARTHEST = 300;

  private final List<String> before;
  private final List<String> after;
  private final List<Change> changes = new ArrayList<>();

  private UnifiedDiff(String before, String after) {
    this.before = lines(before);
    this.after = lines(after);
    compare();
  }

  /**
   * Lines that were exchanged for others.
   *
   * @param from where they begin in the text before, counted from 0
   * @param gone how many they are
   * @param to where the others begin in the text after
   * @param come how many these are
   */
  private record Change(int from, int gone, int to, int come) {
    int end() {
      return from + gone;
    }
  }

  /** The difference of two texts of one file; empty if there is none. */
  static String of(String name, String before, String after) {
    var diff = new UnifiedDiff(before, after);
    if (diff.changes.isEmpty()) {
      return "";
    }
    var text = new StringBuilder("--- ").append(name).append("\n+++ ").append(name).append('\n');
    var first = 0;
    for (var i = 1; i <= diff.changes.size(); i++) {
      if (i == diff.changes.size()
          || diff.changes.get(i).from() - diff.changes.get(i - 1).end() > 2 * CONTEXT) {
        diff.hunk(diff.changes.subList(first, i), text);
        first = i;
      }
    }
    return text.toString();
  }

  private static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    var start = 0;
    while (start < text.length()) {
      var end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end + 1;
      lines.add(text.substring(start, end));
      start = end;
    }
    return lines;
  }

  private void compare() {
    var from = 0;
    var to = 0;
    while (from < before.size() || to < after.size()) {
      if (isSame(from, to)) {
        from++;
        to++;
        continue;
      }
      var change = change(from, to);
      changes.add(change);
      from += change.gone();
      to += change.come();
    }
  }

  private boolean isSame(int from, int to) {
    return from < before.size() && to < after.size() && before.get(from).equals(after.get(to));
  }

  /** The fewest lines that must be passed over until the texts run together again. */
  private Change change(int from, int to) {
    for (var apart = 1; apart <= FARTHEST; apart++) {
      for (var gone = 0; gone <= apart; gone++) {
        var come = apart - gone;
        var atEnd = from + gone == before.size() && to + come == after.size();
        if (atEnd || isSame(from + gone, to + come)) {
          return new Change(from, gone, to, come);
        }
      }
    }
    return new Change(from, before.size() - from, to, after.size() - to);
  }

  private void hunk(List<Change> together, StringBuilder text) {
    var first = together.getFirst();
    var last = together.getLast();
    var lead = Math.min(CONTEXT, first.from());
    var from = first.from() - lead;
    var to = first.to() - lead;
    var tail = Math.min(CONTEXT, before.size() - last.end());
    var end = last.end() + tail;
    text.append("@@ -")
        .append(range(from, end - from))
        .append(" +")
        .append(range(to, last.to() + last.come() + tail - to))
        .append(" @@\n");
    var at = from;
    for (var change : together) {
      append(' ', before.subList(at, change.from()), text);
      append('-', before.subList(change.from(), change.end()), text);
      append('+', after.subList(change.to(), change.to() + change.come()), text);
      at = change.end();
    }
    append(' ', before.subList(at, end), text);
  }

  /** A range of no lines is named by the line before it. */
  private static String range(int start, int length) {
    return (length == 0 ? start : start + 1) + (length == 1 ? "" : "," + length);
  }

  private static void append(char sign, List<String> lines, StringBuilder text) {
    for (var line : lines) {
      text.append(sign).append(line);
      if (!line.endsWith("\n")) {
        text.append("\n\\ No newline at end of file\n");
      }
    }
  }
}
