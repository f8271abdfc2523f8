package dev.qm.quadlet.check;

import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.recipe.UnitFindings;
import dev.qm.quadlet.syntax.Dialect;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Line;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.syntax.UnitFile;
import dev.qm.quadlet.text.Spaces;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Lines that Podman and systemd do not read alike. */
record DialectInspection() implements Inspection.OfOneUnit {
  @Override
  public void inspect(QuadletUnit unit, UnitType type, Settings settings, UnitFindings findings) {
    Map<Path, StringBuilder> texts = new LinkedHashMap<>();
    for (var line : unit.unit().lines()) {
      texts
          .computeIfAbsent(line.file(), any -> new StringBuilder())
          .append(line.source(), line.start(), line.end());
    }
    for (var text : texts.entrySet()) {
      compare(text.getKey(), text.getValue().toString(), findings);
    }
  }

  private static void compare(Path file, String text, UnitFindings findings) {
    var podman = UnitFile.parseAll(file, text, Dialect.QUADLET).unit();
    var systemd = UnitFile.parseAll(file, text, Dialect.SYSTEMD).unit();
    Map<Integer, String> byPodman = new HashMap<>();
    for (var line : podman.lines()) {
      if (line instanceof Line.Setting setting) {
        byPodman.put(line.origin().line(), words(setting.entry()));
      }
    }
    Set<Integer> known = new TreeSet<>(byPodman.keySet());
    for (var line : systemd.lines()) {
      if (line instanceof Line.Setting setting) {
        known.remove(line.origin().line());
        var theirs = byPodman.get(line.origin().line());
        if (theirs == null) {
          report(line.origin(), "systemd reads a setting here, and Podman does not", findings);
        } else if (!theirs.equals(words(setting.entry()))) {
          report(line.origin(), "systemd reads " + setting.entry().key() + "= otherwise", findings);
        }
      }
    }
    for (var line : known) {
      report(new Origin(file, line), "Podman reads a setting here, and systemd does not", findings);
    }
  }

  /** A setting with each white space in it made one, which is all the same to both. */
  private static String words(Entry entry) {
    var text = new StringBuilder(entry.key()).append('=');
    var space = false;
    for (var i = 0; i < entry.value().length(); i++) {
      var c = entry.value().charAt(i);
      if (Spaces.isAscii(c)) {
        space = true;
      } else {
        text.append(space ? " " : "").append(c);
        space = false;
      }
    }
    return text.toString();
  }

  private static void report(Origin origin, String what, UnitFindings findings) {
    findings.atLine(
        Problem.Severity.WARNING,
        "continuation",
        origin,
        what,
        "Podman joins lines without a space and past empty lines, systemd does neither",
        "end the line before with a space and a backslash, and leave no empty line after it");
  }
}
