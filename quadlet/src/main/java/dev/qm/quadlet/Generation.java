package dev.qm.quadlet;

import java.util.List;
import java.util.Optional;

/**
 * What units became.
 *
 * @param services the services, in the order in which Podman would write them
 * @param problems what is wrong; a unit with an error has no service
 */
public record Generation(List<GeneratedService> services, List<Problem> problems) {
  public Generation {
    services = List.copyOf(services);
    problems = List.copyOf(problems);
  }

  /** The service of a unit, by the name of the unit's file, such as {@code qm.container}. */
  public Optional<GeneratedService> of(String unit) {
    for (var service : services) {
      if (service.source().name().equals(unit)) {
        return Optional.of(service);
      }
    }
    return Optional.empty();
  }

  /** True if no unit was refused. */
  public boolean isClean() {
    for (var problem : problems) {
      if (problem.severity() == Problem.Severity.ERROR) {
        return false;
      }
    }
    return true;
  }
}
