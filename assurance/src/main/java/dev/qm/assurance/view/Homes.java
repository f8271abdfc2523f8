package dev.qm.assurance.view;

import dev.qm.partition.PartitionSpec;
import java.util.Optional;

/**
 * The quadlets of the partition's users, looked at when somebody asks for the first time, and once:
 * many rules ask, and a home may hold anything.
 */
public final class Homes {
  private final PartitionSpec spec;
  private Optional<UserQuadlets> seen = Optional.empty();

  /** Those of a partition. */
  Homes(PartitionSpec spec) {
    this.spec = spec;
  }

  /** What there is. */
  public synchronized UserQuadlets seen() {
    if (seen.isEmpty()) {
      seen = Optional.of(UserQuadlets.read(spec));
    }
    return seen.get();
  }
}
