package dev.qm.quadlet.read;

import dev.qm.quadlet.syntax.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The units that folders hold.
 *
 * <p>Source: {@code podman-systemd.unit(5)}, "Podman rootful unit search path".
 *
 * @param units each unit with its drop-ins, in the order in which Podman finds them
 * @param problems what could not be read; a unit whose own file cannot be read is left out, a
 *     drop-in that cannot be read is passed over
 * @param folders the folders looked in, subfolders too
 */
public record Reading(List<QuadletUnit> units, List<Problem> problems, List<Path> folders) {
  /** Copies what it is given, so that nobody can change it. */
  public Reading {
    units = List.copyOf(units);
    problems = List.copyOf(problems);
    folders = List.copyOf(folders);
  }

  /**
   * {@return the unit with this file name, such as {@code qm.container}}
   *
   * @param name the name of the unit's file
   */
  public Optional<QuadletUnit> unit(String name) {
    for (var unit : units) {
      if (unit.name().equals(name)) {
        return Optional.of(unit);
      }
    }
    return Optional.empty();
  }
}
