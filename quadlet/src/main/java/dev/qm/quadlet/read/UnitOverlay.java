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
 * @param hiding a unit file of that name that counts in place of the generated one, as it was read
 * @param mask what stands in place of both, so that nobody can start the service: a link to {@code
 *     /dev/null} or an empty file
 * @param dropIns each as it was read, in the order in which they are merged
 * @param problems what could not be read
 */
public record UnitOverlay(
    String name,
    Optional<UnitFile> hiding,
    Optional<Path> mask,
    List<UnitFile> dropIns,
    List<Problem> problems) {
  /** Copies what it is given, so that nobody can change it. */
  public UnitOverlay {
    dropIns = List.copyOf(dropIns);
    problems = List.copyOf(problems);
  }

  /** {@return the same without a unit file in place of the generated one} */
  public UnitOverlay withoutHiding() {
    return new UnitOverlay(name, Optional.empty(), mask, dropIns, problems);
  }
}
