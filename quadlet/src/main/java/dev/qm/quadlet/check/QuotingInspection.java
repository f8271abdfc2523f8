package dev.qm.quadlet.check;

import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.recipe.KnownKeys;
import dev.qm.quadlet.recipe.UnitFindings;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.text.WordSplitter;

/** Values that Podman drops, wholly or in part, without a word. */
record QuotingInspection() implements Inspection.OfOneUnit {
  @Override
  public void inspect(QuadletUnit unit, UnitType type, Settings settings, UnitFindings findings) {
    var known = KnownKeys.of(type);
    for (var lines : unit.unit().entriesByKey(type.section()).values()) {
      var rule = known.rule(lines.getFirst().key());
      if (rule.isEmpty()) {
        continue;
      }
      for (var entry : lines) {
        switch (rule.get().shape()) {
          case WORDS -> words(entry, WordSplitter.Mode.LIST, findings);
          case ARGUMENTS, COMMAND -> words(entry, WordSplitter.Mode.ARGUMENTS, findings);
          case PAIRS -> {
            words(entry, WordSplitter.Mode.ARGUMENTS, findings);
            pairs(entry, findings);
          }
          case TEXT, SWITCH, LINES -> {}
        }
      }
    }
  }

  private static void words(Entry entry, WordSplitter.Mode mode, UnitFindings findings) {
    var splitter = new WordSplitter(entry.value(), mode).run();
    switch (splitter.fault()) {
      case UNKNOWN_ESCAPE ->
          findings.atValue(
              Problem.Severity.ERROR,
              "escape",
              entry,
              around(entry.value(), splitter.faultAt()),
              "an escape that nobody knows: " + around(entry.value(), splitter.faultAt()),
              "Podman drops the whole value",
              "double the backslash");
      case OPEN_QUOTE ->
          findings.atKey(
              Problem.Severity.ERROR,
              "quote",
              entry,
              "a quote is opened and not closed",
              "Podman drops the whole value",
              "close it");
      case NONE -> {
        if (splitter.cutShort()) {
          findings.atValue(
              Problem.Severity.ERROR,
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

  private static String around(String value, int at) {
    return value.substring(at, Math.min(value.length(), at + 2));
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
