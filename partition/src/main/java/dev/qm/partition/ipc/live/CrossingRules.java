package dev.qm.partition.ipc.live;

import java.util.List;
import java.util.Optional;

/** Which crossings are known to be needed: the table of {@link KnownCrossing}, as a function. */
interface CrossingRules {
  /**
   * The reason why these may have a channel; nothing when there is none.
   *
   * @param path of the channel on the host; empty without one
   */
  Optional<KnownCrossing> known(Channel.Kind kind, String path, List<Party> host, List<Party> qm);
}
