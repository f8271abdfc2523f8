package dev.qm.quadlet.language;

import dev.qm.quadlet.generate.Quadlet;
import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.recipe.KnownKeys;
import dev.qm.quadlet.text.Keys;
import java.util.Set;

/** Which units a word may name. */
final class WantedUnits {
  private WantedUnits() {}

  static Set<UnitType> of(UnitType type, Spot.Word word) {
    var section = word.section().orElse("");
    if (section.equals(Keys.UNIT)) {
      return Quadlet.DEPENDENCIES.contains(word.key()) ? Set.of(UnitType.values()) : Set.of();
    }
    if (!section.equals(type.section()) || !KnownKeys.of(type).contains(word.key())) {
      return Set.of();
    }
    var isFirst = word.before().isBlank() || word.before().strip().equals("\"");
    return switch (word.key()) {
      case "Image" ->
          isFirst && (type == UnitType.CONTAINER || type == UnitType.VOLUME)
              ? Set.of(UnitType.IMAGE, UnitType.BUILD)
              : Set.of();
      case "Network" -> isFirst ? Set.of(UnitType.NETWORK, UnitType.CONTAINER) : Set.of();
      case "Volume" -> isFirst ? Set.of(UnitType.VOLUME, UnitType.ARTIFACT) : Set.of();
      case "Pod" -> isFirst ? Set.of(UnitType.POD) : Set.of();
      case "Mount" ->
          word.before().endsWith("source=") || word.before().endsWith("src=")
              ? Set.of(UnitType.VOLUME, UnitType.IMAGE, UnitType.ARTIFACT)
              : Set.of();
      default -> Set.of();
    };
  }
}
