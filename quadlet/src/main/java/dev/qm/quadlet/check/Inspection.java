package dev.qm.quadlet.check;

import dev.qm.quadlet.generate.Generation;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.recipe.UnitFindings;
import dev.qm.quadlet.syntax.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
   * @param known what was found before in units that are the same; empty if nothing is remembered
   */
  record Subject(
      List<QuadletUnit> units,
      Generation generation,
      Settings settings,
      Optional<KnownFindings> known) {}

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

    /** Whether what is found depends on more than the unit: on files that may come and go. */
    default boolean looksAtTheMachine() {
      return false;
    }

    @Override
    default List<Problem> inspect(Subject subject) {
      List<Problem> problems = new ArrayList<>();
      var known = looksAtTheMachine() ? Optional.<KnownFindings>empty() : subject.known();
      for (var unit : subject.units()) {
        var before =
            known.isPresent() ? known.get().of(this, unit) : Optional.<List<Problem>>empty();
        if (before.isPresent()) {
          problems.addAll(before.get());
          continue;
        }
        var type = unit.type();
        if (type.isPresent()) {
          var findings = new UnitFindings(unit.unit());
          inspect(unit, type.get(), subject.settings(), findings);
          problems.addAll(findings.problems());
          if (known.isPresent()) {
            known.get().keep(this, unit, findings.problems());
          }
        }
      }
      return problems;
    }
  }

  /** An inspection that looks at all units together. */
  sealed interface OfAll extends Inspection permits CollisionInspection, CycleInspection {}
}
