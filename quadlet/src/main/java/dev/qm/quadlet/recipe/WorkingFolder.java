package dev.qm.quadlet.recipe;

import dev.qm.quadlet.path.UnixPath;
import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.text.CodePoints;
import java.util.Optional;

/** SetWorkingDirectory=: the folder that a .kube or a .build service runs in. */
final class WorkingFolder {
  static final String KEY = "SetWorkingDirectory";

  private WorkingFolder() {}

  /**
   * Sets the service's folder as the unit asks.
   *
   * @return the build's context, if the key names one
   */
  static Optional<Entry> apply(Assembly unit) throws Refusal {
    var entry = unit.keys().last(KEY);
    if (entry.isEmpty() || Lookup.textOf(entry.get()).isEmpty()) {
      return Optional.empty();
    }
    var value = Lookup.textOf(entry.get());
    var beside = "";
    Optional<Entry> context = Optional.empty();
    switch (CodePoints.lower(value)) {
      case "yaml" -> {
        only(unit, entry.get(), UnitType.KUBE);
        var files = unit.keys().words("Yaml");
        if (files.size() != 1) {
          throw new Refusal(
              "working-directory",
              entry,
              KEY + "=yaml with " + files.size() + " files in Yaml=",
              "which one's folder is meant?",
              "name one file, or set WorkingDirectory= in [Service]");
        }
        beside = files.getFirst().text();
      }
      case "file" -> {
        only(unit, entry.get(), UnitType.BUILD);
        if (!unit.keys().has("File")) {
          throw unit.missing("File", "which folder " + KEY + "=file means");
        }
        beside = unit.keys().text("File");
      }
      case "unit" -> beside = unit.path();
      default -> {
        if (unit.type() != UnitType.BUILD) {
          throw new Refusal(
              "working-directory",
              entry,
              KEY + "=" + value + " in a ." + unit.type().extension() + " unit",
              "only a build can have a context",
              "write yaml or unit, or set WorkingDirectory= in [Service]");
        }
        context = entry;
        if (!UnixPath.isAbsolute(value)) {
          beside = unit.path();
        }
      }
    }
    if (!beside.isEmpty() && !(context.isPresent() && isUrl(value))) {
      if (!unit.service().text("WorkingDirectory").isEmpty()) {
        return Optional.empty();
      }
      unit.setWorkingDirectory(UnixPath.parent(unit.absolute(beside)), entry.get().origin());
    }
    return context;
  }

  private static void only(Assembly unit, Entry entry, UnitType type) throws Refusal {
    if (unit.type() != type) {
      throw new Refusal(
          "working-directory",
          entry,
          KEY + "=" + Lookup.textOf(entry) + " in a ." + unit.type().extension() + " unit",
          "it is for ." + type.extension() + " units",
          "write unit");
    }
  }

  /** True for what {@code podman build} fetches: http, git, or a repository on GitHub. */
  static boolean isUrl(String text) {
    if (text.startsWith("http") || text.startsWith("git://")) {
      return true;
    }
    var host = text.indexOf("github.com/");
    return host >= 0
        && host + "github.com/".length() < text.length()
        && text.indexOf('\n', host) < 0;
  }
}
