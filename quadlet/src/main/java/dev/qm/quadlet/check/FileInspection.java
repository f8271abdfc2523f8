package dev.qm.quadlet.check;

import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.path.UnixPath;
import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.recipe.KnownKeys;
import dev.qm.quadlet.recipe.Lookup;
import dev.qm.quadlet.recipe.UnitFindings;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.text.Keys;
import java.util.List;

/** Files that a unit names and that are not there. */
record FileInspection() implements Inspection.OfOneUnit {
  /** Keys that name files which must be there when the service starts. */
  private static final List<String> FILES =
      List.of("EnvironmentFile", "Yaml", "ConfigMap", "SeccompProfile", "AuthFile", "IgnoreFile");

  /** Commands that run before Podman's, and may make what it needs. */
  private static final List<String> BEFORE = List.of("ExecCondition", "ExecStartPre");

  /** What lies here is made anew at each boot, by whom is not to be seen. */
  private static final List<String> VOLATILE = List.of("/run/", "/var/run/", "/tmp/", "/var/tmp/");

  @Override
  public boolean looksAtTheMachine() {
    return true;
  }

  @Override
  public void inspect(QuadletUnit unit, UnitType type, Settings settings, UnitFindings findings) {
    var keys = new Lookup(unit.unit(), type.section());
    for (var key : FILES) {
      if (!keys.has(key) || !KnownKeys.of(type).contains(key)) {
        continue;
      }
      for (var word : keys.words(key)) {
        var path = word.text();
        if (path.isEmpty() || path.indexOf('%') >= 0 || path.equals("unconfined")) {
          continue;
        }
        var absolute =
            UnixPath.isAbsolute(path)
                ? path
                : UnixPath.join(UnixPath.parent(settings.onMachine(unit.file())), path);
        if (!settings.files().exist(absolute) && !isMadeBefore(unit, absolute)) {
          report(unit, word, absolute, settings, findings);
        }
      }
    }
  }

  /** True if a command that runs before Podman speaks of the file. */
  private static boolean isMadeBefore(QuadletUnit unit, String file) {
    var service = new Lookup(unit.unit(), Keys.SERVICE);
    for (var key : BEFORE) {
      for (var entry : service.all(key)) {
        if (entry.value().contains(file)
            || entry.value().contains(file.substring(file.lastIndexOf('/') + 1))) {
          return true;
        }
      }
    }
    return false;
  }

  private static void report(
      QuadletUnit unit,
      Lookup.Word word,
      String absolute,
      Settings settings,
      UnitFindings findings) {
    var mend = "create the file, or mend its path";
    if (!settings.isUnitOfMachine(unit.file())) {
      findings.atValue(
          Problem.Severity.NOTE,
          "missing-file",
          word.cause(),
          word.text(),
          absolute + " does not exist on this machine",
          "where it does not exist either the service will fail to start",
          mend);
    } else if (isVolatile(absolute) || new Lookup(unit.unit(), Keys.SERVICE).has("ExecStartPre")) {
      findings.atValue(
          Problem.Severity.NOTE,
          "missing-file",
          word.cause(),
          word.text(),
          absolute + " does not exist now",
          "unless something makes it before, the service will fail to start",
          mend);
    } else {
      findings.atValue(
          Problem.Severity.WARNING,
          "missing-file",
          word.cause(),
          word.text(),
          absolute + " does not exist",
          "the service will fail to start",
          mend);
    }
  }

  private static boolean isVolatile(String path) {
    for (var folder : VOLATILE) {
      if (path.startsWith(folder)) {
        return true;
      }
    }
    return false;
  }
}
