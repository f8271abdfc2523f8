package dev.qm.packaging;

import java.util.List;

/**
 * What a package says about others.
 *
 * @param requires without which it cannot be installed
 * @param recommends what comes along unless somebody objects
 * @param conflicts what cannot be installed beside it
 */
public record Dependencies(
    List<Dependency> requires, List<Dependency> recommends, List<Dependency> conflicts) {
  /** Nothing. */
  public static final Dependencies NONE = new Dependencies(List.of(), List.of(), List.of());

  /** Copies what it is given, so that nobody can change it. */
  public Dependencies {
    requires = List.copyOf(requires);
    recommends = List.copyOf(recommends);
    conflicts = List.copyOf(conflicts);
  }

  /** Only what cannot be missing. */
  public static Dependencies requiring(List<Dependency> requires) {
    return new Dependencies(requires, List.of(), List.of());
  }
}
