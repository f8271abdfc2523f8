package dev.qm.quadlet.read;

import dev.qm.quadlet.syntax.UnitFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One Quadlet unit with its drop-ins.
 *
 * <p>Source: {@code podman-systemd.unit(5)}; for drop-ins {@code systemd.unit(5)}.
 *
 * @param name the name of its file, such as {@code qm.container}
 * @param unit what it says, all drop-ins merged
 * @param file where its file is
 * @param dropIns the drop-ins that were merged, in the order in which they were
 */
public record QuadletUnit(String name, UnitFile unit, Path file, List<Path> dropIns) {
  /** Copies what it is given, so that nobody can change it. */
  public QuadletUnit {
    dropIns = List.copyOf(dropIns);
  }

  /** {@return its type, after its name; empty if the name is not that of a Quadlet unit} */
  public Optional<UnitType> type() {
    return UnitType.ofFileName(name);
  }
}
