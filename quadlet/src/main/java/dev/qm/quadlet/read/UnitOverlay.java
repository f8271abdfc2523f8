package dev.qm.quadlet.read;

import dev.qm.quadlet.syntax.Problem;
import dev.qm.quadlet.syntax.UnitFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What lies over a service that a generator makes, such as Quadlet: who reads the quadlet alone
 * does not see it, and systemd goes by it.
 *
 * <p>Source: {@code systemd.unit(5)}, "Unit File Load Path"; {@code systemctl(1)}, {@code edit} and
 * {@code set-property}.
 *
 * @param name the name of the service, such as {@code qm.service}
 * @param hiding a unit file of that name that counts in place of the generated one; not a mask,
 *     which starts nothing
 * @param dropIns each as it was read, in the order in which they are merged
 * @param problems what could not be read
 */
public record UnitOverlay(
    String name, Optional<Path> hiding, List<UnitFile> dropIns, List<Problem> problems) {
  /** Copies what it is given, so that nobody can change it. */
  public UnitOverlay {
    dropIns = List.copyOf(dropIns);
    problems = List.copyOf(problems);
  }

  /**
   * {@return nothing over a service, as where no systemd reads units}
   *
   * @param name the name of the service
   */
  public static UnitOverlay none(String name) {
    return new UnitOverlay(name, Optional.empty(), List.of(), List.of());
  }
}
