package dev.qm.quadlet.generate;

import dev.qm.quadlet.syntax.Problem;
import java.util.List;
import java.util.Optional;

/**
 * What units became.
 *
 * <p>Source: {@code podman-systemd.unit(5)}.
 *
 * @param services the services, in the order in which Podman would write them
 * @param problems what is wrong; a unit with an error has no service
 */
public record Generation(List<GeneratedService> services, List<Problem> problems) {
  /** Copies what it is given, so that nobody can change it. */
  public Generation {
    services = List.copyOf(services);
    problems = List.copyOf(problems);
  }

  /**
   * {@return the service of a unit, by the name of the unit's file, such as {@code qm.container}}
   *
   * @param unit the name of the unit's file
   */
  public Optional<GeneratedService> of(String unit) {
    for (var service : services) {
      if (service.source().name().equals(unit)) {
        return Optional.of(service);
      }
    }
    return Optional.empty();
  }

  /** {@return true if no unit was refused} */
  public boolean isClean() {
    for (var problem : problems) {
      if (problem.severity() == Problem.Severity.ERROR) {
        return false;
      }
    }
    return true;
  }
}
