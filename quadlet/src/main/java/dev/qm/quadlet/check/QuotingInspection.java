package dev.qm.quadlet.check;

import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.recipe.KnownKeys;
import dev.qm.quadlet.recipe.LostValues;
import dev.qm.quadlet.recipe.Rule;
import dev.qm.quadlet.recipe.UnitFindings;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.text.WordSplitter;

/** Values that Podman drops, wholly or in part, without a word. */
record QuotingInspection() implements Inspection.OfOneUnit {
  @Override
  public void inspect(QuadletUnit unit, UnitType type, Settings settings, UnitFindings findings) {
    LostValues.report(unit.unit(), type, Problem.Severity.ERROR, findings);
    var known = KnownKeys.of(type);
    for (var lines : unit.unit().entriesByKey(type.section()).values()) {
      var rule = known.rule(lines.getFirst().key());
      if (rule.isPresent() && rule.get().shape() == Rule.Shape.PAIRS) {
        for (var entry : lines) {
          pairs(entry, findings);
        }
      }
    }
  }

  /** True for what can be meant to be assigned to. */
  private static boolean isName(String name, String key) {
    if (!key.equals("Environment")) {
      return !name.startsWith("-");
    }
    for (var i = 0; i < name.length(); i++) {
      var c = name.charAt(i);
      var isOfName = c == '_' || (c < 0x80 && Character.isLetter(c));
      // programs read variables with dots and dashes in their names, which shells do not know
      if (!isOfName && (i == 0 || !(Character.isDigit(c) || c == '.' || c == '-'))) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  /** In A=b c, the c was most likely meant to be a part of the value. */
  private static void pairs(Entry entry, UnitFindings findings) {
    var assigned = false;
    for (var word : new WordSplitter(entry.value(), WordSplitter.Mode.ARGUMENTS).run().words()) {
      var equals = word.indexOf('=');
      if (equals >= 0 && (!assigned || isName(word.substring(0, equals), entry.key()))) {
        assigned = true;
      } else if (assigned) {
        findings.atValue(
            Problem.Severity.WARNING,
            "unquoted-space",
            entry,
            word,
            "'" + word + "' is a word of its own",
            "white space outside of quotes ends a value",
            "put quotes around the whole: " + entry.key() + "=\"NAME=value with spaces\"");
      }
    }
  }
}
