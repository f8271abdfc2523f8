package dev.qm.quadlet.language;

import dev.qm.quadlet.read.UnitType;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file that is a unit, or a drop-in of units.
 *
 * <p>Source: {@code podman-systemd.unit(5)}; for drop-ins {@code systemd.unit(5)}.
 *
 * @param file the file, absolute
 * @param type the type of the unit
 * @param folder the folder of the unit, which for a drop-in is the one above its own
 */
public record UnitPart(Path file, UnitType type, Path folder) {
  private static final String DROP_IN = ".conf";
  private static final String DROP_INS = ".d";

  /**
   * {@return what a file is, by its name and that of its folder; empty if it is neither}
   *
   * @param file an absolute path
   */
  public static Optional<UnitPart> of(Path file) {
    var folder = file.getParent();
    if (folder == null) {
      return Optional.empty();
    }
    var name = name(file);
    var inside = name(folder);
    var above = folder.getParent();
    if (inside.endsWith(DROP_INS) && name.endsWith(DROP_IN) && above != null) {
      // radio.container.d, and container.d for all containers
      var of = "." + inside.substring(0, inside.length() - DROP_INS.length());
      return UnitType.ofFileName(of).map(type -> new UnitPart(file, type, above));
    }
    return UnitType.ofFileName(name).map(type -> new UnitPart(file, type, folder));
  }

  private static String name(Path path) {
    return Optional.ofNullable(path.getFileName()).map(Path::toString).orElse("");
  }
}
