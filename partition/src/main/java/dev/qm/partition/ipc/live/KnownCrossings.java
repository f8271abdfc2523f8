package dev.qm.partition.ipc.live;

import java.util.List;
import java.util.Optional;

/**
 * The rules as a running partition needs them. They look at what the host's processes are, never at
 * what a process of the partition says of itself.
 */
final class KnownCrossings implements CrossingRules {
  /** What conmon makes for {@code --sdnotify=container}, in the folder of the container. */
  private static final String NOTIFY = "/userdata/notify";

  private static final String JOURNAL = "/run/systemd/journal/stdout";

  private final People people;
  private final int first;

  /**
   * @param first PID 1 of the partition
   */
  KnownCrossings(People people, int first) {
    this.people = people;
    this.first = first;
  }

  @Override
  public Optional<KnownCrossing> known(
      Channel.Kind kind, String path, List<Party> host, List<Party> qm) {
    if (!host.isEmpty() && areMonitors(host)) {
      return Optional.of(path.contains(NOTIFY) ? KnownCrossing.READINESS : KnownCrossing.CONSOLE);
    }
    if (path.equals(JOURNAL) && isFirst(qm)) {
      return Optional.of(KnownCrossing.JOURNAL);
    }
    // its own streams only: what it opens by a name is nobody's order
    if (path.isEmpty() && !qm.isEmpty() && areExecuted(qm)) {
      return Optional.of(KnownCrossing.EXEC);
    }
    return Optional.empty();
  }

  private boolean areMonitors(List<Party> host) {
    for (var party : host) {
      if (!people.isMonitor(party.pid())) {
        return false;
      }
    }
    return true;
  }

  private boolean isFirst(List<Party> qm) {
    for (var party : qm) {
      if (party.pid() == first) {
        return true;
      }
    }
    return false;
  }

  private boolean areExecuted(List<Party> qm) {
    for (var party : qm) {
      if (!people.isExecuted(party.pid())) {
        return false;
      }
    }
    return true;
  }
}
