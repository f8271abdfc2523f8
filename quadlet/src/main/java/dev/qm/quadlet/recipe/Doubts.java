package dev.qm.quadlet.recipe;

import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.syntax.UnitFile;
import dev.qm.quadlet.text.Keys;
import java.util.List;

/**
 * What a generator says of units that it takes: the occasions on which Podman's own generator
 * warns, and where it loses something without a word.
 */
public final class Doubts {
  /** The keys of [Service] that Podman does not work with. */
  private static final List<String> NOT_WITH_PODMAN = List.of("User", "Group", "DynamicUser");

  private Doubts() {}

  /** Adds what is doubtful about a unit. */
  public static void about(UnitFile unit, UnitType type, UnitFindings findings) {
    users(unit, type, findings);
    image(unit, type, findings);
    name(unit, type, findings);
    LostValues.report(unit, type, Problem.Severity.WARNING, findings);
  }

  private static void users(UnitFile unit, UnitType type, UnitFindings findings) {
    for (var key : NOT_WITH_PODMAN) {
      var entry = unit.last(Keys.SERVICE, key);
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
  }

  private static void image(UnitFile unit, UnitType type, UnitFindings findings) {
    var key = type == UnitType.ARTIFACT ? "Artifact" : "Image";
    var entry = unit.last(type.section(), key);
    if (type == UnitType.KUBE || entry.isEmpty()) {
      return;
    }
    var name = Lookup.textOf(entry.get());
    if (name.isEmpty()
        || name.endsWith(".image")
        || name.endsWith(".build")
        || isFullyQualified(name)) {
      return;
    }
    if (name.indexOf('%') >= 0) {
      report(
          Problem.Severity.NOTE,
          entry.get(),
          name,
          "'" + name + "' is a short name unless a host is put in place of %",
          findings);
      return;
    }
    report(Problem.Severity.WARNING, entry.get(), name, "'" + name + "' is a short name", findings);
  }

  private static void report(
      Problem.Severity severity, Entry entry, String name, String what, UnitFindings findings) {
    findings.atValue(
        severity,
        "short-name",
        entry,
        name,
        what,
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

  /** An empty name is taken for none here, as everywhere else in a unit. */
  private static void name(UnitFile unit, UnitType type, UnitFindings findings) {
    var entry = unit.last(type.section(), Keys.SERVICE_NAME);
    if (entry.isPresent() && Lookup.textOf(entry.get()).isEmpty()) {
      findings.atKey(
          Problem.Severity.WARNING,
          "service-name",
          entry.get(),
          Keys.SERVICE_NAME + "= has no value",
          "Podman writes the service under the name '.service', which systemd passes over",
          "take the line out to have the unit's own name, or write another");
    }
  }
}
