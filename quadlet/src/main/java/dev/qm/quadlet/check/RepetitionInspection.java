package dev.qm.quadlet.check;

import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.recipe.KnownKeys;
import dev.qm.quadlet.recipe.Rule;
import dev.qm.quadlet.recipe.UnitFindings;
import dev.qm.quadlet.syntax.Problem;

/** Keys that take one value and are given two in one file. */
record RepetitionInspection() implements Inspection.OfOneUnit {
  @Override
  public void inspect(QuadletUnit unit, UnitType type, Settings settings, UnitFindings findings) {
    var known = KnownKeys.of(type);
    for (var lines : unit.unit().entriesByKey(type.section()).values()) {
      var rule = known.rule(lines.getFirst().key());
      if (rule.isEmpty() || !takesOne(rule.get().shape())) {
        continue;
      }
      for (var i = 1; i < lines.size(); i++) {
        var before = lines.get(i - 1);
        var entry = lines.get(i);
        if (before.origin().file().equals(entry.origin().file()) && !before.value().isEmpty()) {
          findings.atKey(
              Problem.Severity.WARNING,
              "repeated-key",
              entry,
              entry.key() + "= is set in line " + before.origin().line() + " already",
              "it takes one value, the last",
              "take one of the two out");
        }
      }
    }
  }

  private static boolean takesOne(Rule.Shape shape) {
    return switch (shape) {
      case TEXT, SWITCH, COMMAND -> true;
      case LINES, WORDS, ARGUMENTS, PAIRS -> false;
    };
  }
}
