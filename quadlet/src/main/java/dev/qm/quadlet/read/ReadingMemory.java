package dev.qm.quadlet.read;

import dev.qm.quadlet.syntax.UnitFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was read of some folders the last time, for who reads them again and again. Bytes that are
 * the same array are not parsed twice, and a unit of the same files is the same {@link UnitFile}
 * again, by which others know that nothing has changed. What the last reading did not meet is
 * forgotten.
 *
 * <p>Source: {@code podman-systemd.unit(5)}.
 */
public final class ReadingMemory {
  private Map<Path, Text> texts = new ConcurrentHashMap<>();
  private Map<Path, Text> earlierTexts = Map.of();
  private Map<Path, Merged> units = new ConcurrentHashMap<>();
  private Map<Path, Merged> earlierUnits = Map.of();

  /** Remembers nothing yet. */
  public ReadingMemory() {}

  /** The bytes of a file, and what they say. */
  private static final class Text {
    private final byte[] bytes;
    private final UnitFile.Parsed parsed;

    Text(byte[] bytes, UnitFile.Parsed parsed) {
      this.bytes = bytes;
      this.parsed = parsed;
    }
  }

  /** A unit's own file, its drop-ins, and the two together. */
  private record Merged(UnitFile unit, List<UnitFile> dropIns, UnitFile whole) {
    @SuppressWarnings("ReferenceEquality") // the same object, not one that says the same
    boolean isOf(UnitFile other, List<UnitFile> others) {
      if (unit != other || dropIns.size() != others.size()) {
        return false;
      }
      for (var i = 0; i < others.size(); i++) {
        if (dropIns.get(i) != others.get(i)) {
          return false;
        }
      }
      return true;
    }
  }

  /** A new reading begins; what the one before the last had is forgotten. */
  void begin() {
    earlierTexts = texts;
    texts = new ConcurrentHashMap<>();
    earlierUnits = units;
    units = new ConcurrentHashMap<>();
  }

  /** What a file says, if its bytes are the array that was parsed before. */
  @SuppressWarnings("ReferenceEquality") // to compare what they hold would be to read them
  Optional<UnitFile.Parsed> parsed(Path file, byte[] bytes) {
    var known = texts.get(file);
    if (known == null) {
      known = earlierTexts.get(file);
    }
    if (known == null || known.bytes != bytes) {
      return Optional.empty();
    }
    texts.put(file, known);
    return Optional.of(known.parsed);
  }

  void keep(Path file, byte[] bytes, UnitFile.Parsed parsed) {
    texts.put(file, new Text(bytes, parsed));
  }

  UnitFile merged(UnitFile unit, List<UnitFile> dropIns) {
    var known = earlierUnits.get(unit.file());
    if (known == null || !known.isOf(unit, dropIns)) {
      known = new Merged(unit, new ArrayList<>(dropIns), unit.merge(dropIns));
    }
    units.put(unit.file(), known);
    return known.whole();
  }
}
