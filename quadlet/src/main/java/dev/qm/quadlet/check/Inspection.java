package dev.qm.quadlet.check;

import dev.qm.quadlet.generate.Generation;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.recipe.UnitFindings;
import dev.qm.quadlet.syntax.Problem;
import java.util.ArrayList;
import java.util.List;

/** One kind of thing that can be wrong with a set of units. */
sealed interface Inspection {
  /** All inspections, in the order in which they are made. */
  static List<Inspection> all() {
    return List.of(
        new SectionInspection(),
        new HistoryInspection(),
        new ValueInspection(),
        new SubnetInspection(),
        new QuotingInspection(),
        new DialectInspection(),
        new RepetitionInspection(),
        new HabitInspection(),
        new FileInspection(),
        new CollisionInspection(),
        new CycleInspection());
  }

  /** What is wrong. */
  List<Problem> inspect(Subject subject);

  /**
   * What is looked at.
   *
   * @param units the units
   * @param generation what became of them
   * @param settings for which machine
   */
  record Subject(List<QuadletUnit> units, Generation generation, Settings settings) {}

  /** An inspection that looks at one unit after the other. */
  sealed interface OfOneUnit extends Inspection
      permits SectionInspection,
          HistoryInspection,
          ValueInspection,
          SubnetInspection,
          QuotingInspection,
          DialectInspection,
          RepetitionInspection,
          HabitInspection,
          FileInspection {
    /** Adds what is wrong with one unit. */
    void inspect(QuadletUnit unit, UnitType type, Settings settings, UnitFindings findings);

    @Override
    default List<Problem> inspect(Subject subject) {
      List<Problem> problems = new ArrayList<>();
      for (var unit : subject.units()) {
        var type = unit.type();
        if (type.isPresent()) {
          var findings = new UnitFindings(unit.unit());
          inspect(unit, type.get(), subject.settings(), findings);
          problems.addAll(findings.problems());
        }
      }
      return problems;
    }
  }

  /** An inspection that looks at all units together. */
  sealed interface OfAll extends Inspection permits CollisionInspection, CycleInspection {}
}
