package dev.qm.partition.ipc.live;

import java.util.List;
import java.util.Optional;

/** Which crossings are known to be needed: the table of {@link KnownCrossing}, as a function. */
interface CrossingRules {
  /** Where a channel has its name from. */
  enum Naming {
    /** It has none. */
    NONE,
    /** A process of the host bound it, or the host has it at this path. */
    HOST,
    /** A process of the partition chose it, so it proves nothing. */
    INSIDE
  }

  /**
   * A channel that crosses outside the door.
   *
   * @param name empty without one
   */
  record Crossing(
      LiveChannel.Kind kind, Naming naming, String name, List<Party> host, List<Party> qm) {
    public Crossing {
      host = List.copyOf(host);
      qm = List.copyOf(qm);
    }
  }

  /** The reason why it has to be; nothing when there is none. */
  Optional<KnownCrossing> known(Crossing crossing);
}
