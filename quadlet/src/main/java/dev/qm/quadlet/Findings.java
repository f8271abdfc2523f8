package dev.qm.quadlet;

import java.util.ArrayList;
import java.util.List;

/** The findings about one unit in the making. */
final class Findings {
  private final UnitFile unit;
  private final List<Problem> problems = new ArrayList<>();

  Findings(UnitFile unit) {
    this.unit = unit;
  }

  /** A finding that points at a key. */
  void atKey(
      Problem.Severity severity, String rule, Entry entry, String what, String why, String mend) {
    add(severity, rule, entry, Position.ofKey(unit, entry), entry.key().length(), what, why, mend);
  }

  /** A finding that points at a part of a value. */
  void atValue(
      Problem.Severity severity,
      String rule,
      Entry entry,
      String part,
      String what,
      String why,
      String mend) {
    var column = Position.ofPart(unit, entry, part);
    var width = column == Position.ofKey(unit, entry) ? entry.key().length() : part.length();
    add(severity, rule, entry, column, width, what, why, mend);
  }

  private void add(
      Problem.Severity severity,
      String rule,
      Entry entry,
      int column,
      int width,
      String what,
      String why,
      String mend) {
    problems.add(
        new Problem(severity, rule, entry.origin(), column, Math.max(1, width), what, why, mend));
  }

  /** A finding that points at a whole line. */
  void atLine(
      Problem.Severity severity, String rule, Origin origin, String what, String why, String mend) {
    problems.add(new Problem(severity, rule, origin, 1, 1, what, why, mend));
  }

  List<Problem> problems() {
    return problems;
  }
}
