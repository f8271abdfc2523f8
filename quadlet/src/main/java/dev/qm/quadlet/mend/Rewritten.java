package dev.qm.quadlet.mend;

import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.read.Reading;
import dev.qm.quadlet.syntax.Dialect;
import dev.qm.quadlet.syntax.UnitFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Units as they would be read if some of their files said something else. */
final class Rewritten {
  private Rewritten() {}

  /** The same units, with other texts of some files. */
  static Reading reading(Reading reading, Map<Path, String> texts) {
    List<QuadletUnit> units = new ArrayList<>(reading.units().size());
    for (var unit : reading.units()) {
      units.add(isPartOf(texts, unit) ? unit(unit, texts) : unit);
    }
    return new Reading(units, reading.problems(), reading.folders());
  }

  /** True if one of the files is the unit's own, or a drop-in of it. */
  static boolean isPartOf(Map<Path, String> texts, QuadletUnit unit) {
    return texts.containsKey(unit.file()) || unit.dropIns().stream().anyMatch(texts::containsKey);
  }

  private static QuadletUnit unit(QuadletUnit unit, Map<Path, String> texts) {
    var own = UnitFile.empty(unit.file());
    List<UnitFile> dropIns = new ArrayList<>();
    for (var part : parts(unit).entrySet()) {
      var file = part.getKey();
      var text = texts.getOrDefault(file, part.getValue());
      var parsed = UnitFile.parseAll(file, text, Dialect.QUADLET).unit();
      if (file.equals(unit.file())) {
        own = parsed;
      } else {
        dropIns.add(parsed);
      }
    }
    return new QuadletUnit(unit.name(), own.merge(dropIns), unit.file(), unit.dropIns());
  }

  /** What each of a unit's files says, in the order in which they apply. */
  static Map<Path, String> parts(QuadletUnit unit) {
    Map<Path, StringBuilder> parts = new LinkedHashMap<>();
    for (var line : unit.unit().lines()) {
      parts
          .computeIfAbsent(line.file(), any -> new StringBuilder())
          .append(line.source(), line.start(), line.end());
    }
    Map<Path, String> texts = new LinkedHashMap<>();
    parts.forEach((file, text) -> texts.put(file, text.toString()));
    return texts;
  }
}
