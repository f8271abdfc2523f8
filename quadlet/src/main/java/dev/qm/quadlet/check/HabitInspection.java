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

/** What Podman takes but warns of, or what does not do what it seems to. */
record HabitInspection() implements Inspection.OfOneUnit {
  /** The keys of [Service] that Podman does not work with. */
  private static final List<String> NOT_WITH_PODMAN = List.of("User", "Group", "DynamicUser");

  private static final List<String> DEPRECATED =
      List.of("RemapUsers", "RemapUid", "RemapGid", "RemapUidSize", "VolatileTmp");

  @Override
  public void inspect(QuadletUnit unit, UnitType type, Settings settings, UnitFindings findings) {
    var keys = new Lookup(unit.unit(), type.section());
    serviceName(unit, type, keys, findings);
    image(keys, type, findings);
    for (var key : NOT_WITH_PODMAN) {
      var entry = unit.unit().last(Keys.SERVICE, key);
      if (entry.isPresent()) {
        findings.atKey(
            Problem.Severity.WARNING,
            "service-user",
            entry.get(),
            key + "= in [Service]",
            "Podman does not work as another user of the system's systemd",
            "use User= or UserNS= in [" + type.section() + "], or make it a unit of that user");
      }
    }
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

  private static void image(Lookup keys, UnitType type, UnitFindings findings) {
    var key = type == UnitType.ARTIFACT ? "Artifact" : "Image";
    var entry = keys.last(key);
    if (type == UnitType.KUBE || entry.isEmpty()) {
      return;
    }
    var name = Lookup.textOf(entry.get());
    if (name.isEmpty()
        || name.indexOf('%') >= 0
        || name.endsWith(".image")
        || name.endsWith(".build")
        || isFullyQualified(name)) {
      return;
    }
    findings.atValue(
        Problem.Severity.WARNING,
        "short-name",
        entry.get(),
        name,
        "'" + name + "' is a short name",
        "which registry it is pulled from depends on the machine's configuration",
        "write the registry too, such as localhost/" + name);
  }

  /** True for an image's identity, and for a name that begins with a host. */
  private static boolean isFullyQualified(String name) {
    if (name.startsWith("sha256:") || (name.length() == 64 && isHexadecimal(name))) {
      return true;
    }
    var slash = name.indexOf('/');
    if (slash < 0) {
      return false;
    }
    var host = name.substring(0, slash);
    return host.indexOf('.') >= 0 || host.indexOf(':') >= 0 || host.equals("localhost");
  }

  private static boolean isHexadecimal(String text) {
    for (var i = 0; i < text.length(); i++) {
      if (Character.digit(text.charAt(i), 16) < 0) {
        return false;
      }
    }
    return true;
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
