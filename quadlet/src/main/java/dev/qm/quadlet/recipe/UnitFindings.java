package dev.qm.quadlet.recipe;

import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.syntax.UnitFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The findings about one unit in the making. */
public final class UnitFindings {
  /**
   * So many characters of a part tell where it stands. A longer one may be nowhere as a whole,
   * where it goes on in the next line; and looking for it everywhere would take the square of its
   * length.
   */
  public static final int LOOKED_FOR = 64;

  private final UnitFile unit;
  private final List<Problem> problems = new ArrayList<>();

  /** Where in a value the last finding was: a line may be long, and have many findings. */
  private Optional<Position.Search> search = Optional.empty();

  public UnitFindings(UnitFile unit) {
    this.unit = unit;
  }

  /** A finding that points at a key. */
  public void atKey(
      Problem.Severity severity, String rule, Entry entry, String what, String why, String mend) {
    add(severity, rule, entry, Position.ofKey(unit, entry), what, why, mend);
  }

  /** A finding that points at a part of a value. */
  public void atValue(
      Problem.Severity severity,
      String rule,
      Entry entry,
      String part,
      String what,
      String why,
      String mend) {
    var current = search.filter(known -> known.isOf(entry)).orElseGet(() -> searchIn(entry));
    add(severity, rule, entry, current.next(part), what, why, mend);
  }

  private Position.Search searchIn(Entry entry) {
    var begun = new Position.Search(unit, entry);
    search = Optional.of(begun);
    return begun;
  }

  private void add(
      Problem.Severity severity,
      String rule,
      Entry entry,
      Position place,
      String what,
      String why,
      String mend) {
    problems.add(
        new Problem(
            severity,
            rule,
            new Origin(entry.origin().file(), place.line()),
            place.column(),
            place.width(),
            what,
            why,
            mend));
  }

  /** A finding that points at the header of a section. */
  public void atHeader(
      Problem.Severity severity,
      String rule,
      Origin origin,
      String section,
      String what,
      String why,
      String mend) {
    var width = "[".length() + section.length() + "]".length();
    problems.add(new Problem(severity, rule, origin, 1, width, what, why, mend));
  }

  /** A finding that points at a whole line. */
  public void atLine(
      Problem.Severity severity, String rule, Origin origin, String what, String why, String mend) {
    problems.add(new Problem(severity, rule, origin, 1, 1, what, why, mend));
  }

  public List<Problem> problems() {
    return problems;
  }
}
