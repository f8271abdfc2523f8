package dev.qm.quadlet.check;

import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.recipe.KnownKeys;
import dev.qm.quadlet.recipe.SystemdKeys;
import dev.qm.quadlet.recipe.UnitFindings;
import dev.qm.quadlet.recipe.UnknownKey;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.syntax.UnitFile;
import dev.qm.quadlet.text.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sections and keys of systemd's that nobody will read. */
record SectionInspection() implements Inspection.OfOneUnit {
  private static final List<String> SYSTEMD = List.of(Keys.UNIT, Keys.SERVICE, Keys.INSTALL);

  @Override
  public void inspect(QuadletUnit unit, UnitType type, Settings settings, UnitFindings findings) {
    List<String> known = new ArrayList<>(SYSTEMD);
    known.add(Keys.QUADLET);
    known.add(type.section());
    for (var section : unit.unit().sections()) {
      if (!known.contains(section) && !section.startsWith("X-")) {
        unread(unit.unit(), type, section, known, findings);
      }
    }
    for (var section : SYSTEMD) {
      keys(unit.unit(), type, section, findings);
    }
  }

  private static void unread(
      UnitFile unit, UnitType type, String section, List<String> known, UnitFindings findings) {
    var origin = unit.header(section).orElseThrow();
    var nearest = UnknownKey.nearest(section, known);
    var other = isOfAnotherType(section);
    findings.atHeader(
        nearest.isPresent() || other ? Problem.Severity.ERROR : Problem.Severity.WARNING,
        "unknown-section",
        origin,
        section,
        "[" + section + "] means nothing in a ." + type.extension() + " unit",
        "neither Podman nor systemd reads what it holds",
        nearest.isPresent()
            ? "did you mean [" + nearest.get() + "]?"
            : "this unit's own keys belong in [" + type.section() + "]");
  }

  private static boolean isOfAnotherType(String section) {
    for (var type : UnitType.values()) {
      if (type.section().equals(section)) {
        return true;
      }
    }
    return false;
  }

  private static void keys(UnitFile unit, UnitType type, String section, UnitFindings findings) {
    var names = SystemdKeys.of(section);
    for (var lines : unit.entriesByKey(section).values()) {
      var entry = lines.getFirst();
      if (names.contains(entry.key()) || entry.key().startsWith("X-")) {
        continue;
      }
      var nearest = UnknownKey.nearest(entry.key(), names);
      var home = home(entry.key(), type);
      String mend;
      if (home.isPresent()) {
        mend = "move it to [" + home.get() + "]";
      } else if (nearest.isPresent()) {
        mend = "did you mean '" + nearest.get() + "'?";
      } else {
        mend = "take it out, or see systemd.directives(7) for its section";
      }
      for (var each : lines) {
        findings.atKey(
            Problem.Severity.WARNING,
            "unknown-systemd-key",
            each,
            "unknown key '" + each.key() + "' in [" + section + "]",
            "systemd passes over it",
            mend);
      }
    }
  }

  /** The section that a key belongs in. */
  private static Optional<String> home(String key, UnitType type) {
    if (KnownKeys.of(type).contains(key)) {
      return Optional.of(type.section());
    }
    for (var section : SYSTEMD) {
      if (SystemdKeys.of(section).contains(key)) {
        return Optional.of(section);
      }
    }
    return Optional.empty();
  }
}
