package dev.qm.quadlet.check;

import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.recipe.Lookup;
import dev.qm.quadlet.recipe.Peer;
import dev.qm.quadlet.recipe.UnitFindings;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.text.Keys;
import dev.qm.quadlet.text.UnitName;
import java.util.List;

/** What Podman takes, and what does not do what it seems to. */
record HabitInspection() implements Inspection.OfOneUnit {
  private static final List<String> DEPRECATED =
      List.of("RemapUsers", "RemapUid", "RemapGid", "RemapUidSize", "VolatileTmp");

  @Override
  public void inspect(QuadletUnit unit, UnitType type, Settings settings, UnitFindings findings) {
    var keys = new Lookup(unit.unit(), type.section());
    serviceName(unit, type, keys, findings);
    for (var key : DEPRECATED) {
      var entry = keys.last(key);
      if (entry.isPresent()) {
        findings.atKey(
            Problem.Severity.NOTE,
            "deprecated-key",
            entry.get(),
            key + "= is deprecated",
            "a later Podman may refuse it",
            key.equals("VolatileTmp") ? "use Tmpfs=/tmp" : "use UserNS=, UIDMap= and GIDMap=");
      }
    }
    install(unit, findings);
  }

  /** What a unit's name may be made of: {@code systemd.unit(5)}. */
  private static void serviceName(
      QuadletUnit unit, UnitType type, Lookup keys, UnitFindings findings) {
    var name = Peer.serviceName(new UnitName(unit.name()), type, keys);
    for (var i = 0; i < name.length(); i++) {
      if (!isOfUnitName(name.charAt(i))) {
        findings.atLine(
            Problem.Severity.WARNING,
            "service-name",
            keys.last(Keys.SERVICE_NAME)
                .map(Entry::origin)
                .orElseGet(() -> new Origin(unit.file(), 1)),
            "'" + name + ".service' is no name for a unit of systemd",
            "systemd passes over the service",
            "write a name of letters, digits and : - _ . \\ with " + Keys.SERVICE_NAME + "=");
        return;
      }
    }
  }

  private static boolean isOfUnitName(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || ":-_.\\@/".indexOf(c) >= 0;
  }

  private static void install(QuadletUnit unit, UnitFindings findings) {
    var name = new UnitName(unit.name());
    var wanted = unit.unit().last(Keys.INSTALL, "WantedBy");
    if (wanted.isPresent()
        && name.isTemplated()
        && name.instance().isEmpty()
        && unit.unit().last(Keys.INSTALL, "DefaultInstance").isEmpty()) {
      findings.atKey(
          Problem.Severity.NOTE,
          "template-without-instance",
          wanted.get(),
          "WantedBy= of a template",
          "nothing is enabled without an instance",
          "add DefaultInstance=, or link "
              + name.prefix()
              + "@NAME"
              + name.suffix()
              + " to this file");
    }
  }
}
