package dev.qm.quadlet;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The units that folders hold.
 *
 * @param units each unit with its drop-ins, in the order in which Podman finds them
 * @param problems what could not be read; a unit whose own file cannot be read is left out, a
 *     drop-in that cannot be read is passed over
 * @param folders the folders looked in, subfolders too
 */
public record Reading(List<QuadletUnit> units, List<Problem> problems, List<Path> folders) {
  public Reading {
    units = List.copyOf(units);
    problems = List.copyOf(problems);
    folders = List.copyOf(folders);
  }

  /** The unit with this file name, such as {@code qm.container}. */
  public Optional<QuadletUnit> unit(String name) {
    for (var unit : units) {
      if (unit.name().equals(name)) {
        return Optional.of(unit);
      }
    }
    return Optional.empty();
  }
}
