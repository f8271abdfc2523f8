package dev.qm.quadlet.check;

import dev.qm.quadlet.generate.Quadlet;
import dev.qm.quadlet.machine.PodmanVersion;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.recipe.Lookup;
import dev.qm.quadlet.recipe.UnitFindings;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.syntax.UnitFile;
import dev.qm.quadlet.text.Keys;

/** What the Podman of this machine is too old for, or too new. */
record HistoryInspection() implements Inspection.OfOneUnit {
  @Override
  public void inspect(QuadletUnit unit, UnitType type, Settings settings, UnitFindings findings) {
    var podman = settings.version();
    if (podman.compareTo(KeyHistory.FIRST) < 0) {
      // it has no Quadlet at all: its units must be compiled, and then every key counts
      return;
    }
    if (podman.compareTo(KeyHistory.since(type)) < 0) {
      findings.atLine(
          Problem.Severity.ERROR,
          "newer-than-podman",
          new Origin(unit.file(), 1),
          "." + type.extension() + " units came with Podman " + KeyHistory.since(type),
          "Podman " + podman + " passes over the file",
          "compile the unit ahead of time, or update Podman");
      return;
    }
    for (var section : new String[] {type.section(), Keys.QUADLET}) {
      for (var lines : unit.unit().entriesByKey(section).values()) {
        var since = KeyHistory.since(section, lines.getFirst().key());
        // what is newer than the newest that this library is equal to is unknown to generating too
        if (since.isPresent()
            && !podman.isAtLeast(since.get())
            && Settings.NEWEST.isAtLeast(since.get())) {
          for (var entry : lines) {
            findings.atKey(
                Problem.Severity.ERROR,
                "newer-than-podman",
                entry,
                entry.key() + "= came with Podman " + since.get(),
                "Podman " + podman + " refuses the whole unit for it",
                "use PodmanArgs=, compile the unit ahead of time, or update Podman");
          }
        }
      }
    }
    dependencies(unit.unit(), podman, findings);
    dropIns(unit, podman, findings);
    removed(unit.unit(), type, podman, findings);
  }

  private static void removed(
      UnitFile unit, UnitType type, PodmanVersion podman, UnitFindings findings) {
    if (!podman.isAtLeast(KeyHistory.WITHOUT_SLIRP)) {
      return;
    }
    for (var entry : new Lookup(unit, type.section()).all("Network")) {
      if (NetworkMode.name(entry).equals("slirp4netns")) {
        findings.atValue(
            Problem.Severity.ERROR,
            "older-than-podman",
            entry,
            entry.value(),
            "slirp4netns went with Podman " + KeyHistory.WITHOUT_SLIRP,
            "Podman " + podman + " will refuse it when the service starts",
            "write Network=pasta");
      }
    }
  }

  private static void dependencies(UnitFile unit, PodmanVersion podman, UnitFindings findings) {
    if (podman.compareTo(KeyHistory.TRANSLATES_DEPENDENCIES) >= 0) {
      return;
    }
    var keys = new Lookup(unit, Keys.UNIT);
    for (var key : Quadlet.DEPENDENCIES) {
      for (var word : keys.words(key)) {
        if (UnitType.ofFileName(word.text()).isPresent()) {
          findings.atValue(
              Problem.Severity.ERROR,
              "newer-than-podman",
              word.cause(),
              word.text(),
              "units in " + key + "= came with Podman " + KeyHistory.TRANSLATES_DEPENDENCIES,
              "Podman " + podman + " leaves the name as it is, and systemd does not know it",
              "write the name of the service");
        }
      }
    }
  }

  private static void dropIns(QuadletUnit unit, PodmanVersion podman, UnitFindings findings) {
    for (var dropIn : unit.dropIns()) {
      var folder = dropIn.getParent();
      var name =
          folder == null || folder.getFileName() == null ? "" : folder.getFileName().toString();
      var since =
          name.equals(unit.name() + ".d") ? KeyHistory.DROP_INS : KeyHistory.SHARED_DROP_INS;
      if (podman.compareTo(since) < 0) {
        findings.atLine(
            Problem.Severity.ERROR,
            "newer-than-podman",
            new Origin(dropIn, 1),
            "drop-ins in " + name + " came with Podman " + since,
            "Podman " + podman + " passes over the file",
            "compile the unit ahead of time, or update Podman");
      }
    }
  }
}
