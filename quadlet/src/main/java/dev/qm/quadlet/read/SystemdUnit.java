package dev.qm.quadlet.read;

import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.syntax.UnitFile;
import java.nio.file.Path;
import java.util.List;

/**
 * One unit of systemd itself with its drop-ins.
 *
 * <p>Source: {@code systemd.unit(5)}.
 *
 * @param name the name of its file, such as {@code radio.socket}
 * @param unit what it says, all drop-ins merged
 * @param file where its file is
 * @param dropIns the drop-ins that were merged, in the order in which they were
 * @param problems the lines that are none
 */
public record SystemdUnit(
    String name, UnitFile unit, Path file, List<Path> dropIns, List<Problem> problems) {
  /** Copies what it is given, so that nobody can change it. */
  public SystemdUnit {
    dropIns = List.copyOf(dropIns);
    problems = List.copyOf(problems);
  }
}
