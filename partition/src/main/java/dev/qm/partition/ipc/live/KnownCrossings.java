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
  public Optional<KnownCrossing> known(Crossing crossing) {
    if (crossing.host().isEmpty() && crossing.qm().isEmpty()) {
      return Optional.empty();
    }
    return switch (crossing.naming()) {
      case NONE -> ofStreams(crossing);
      case HOST -> ofNames(crossing);
      case INSIDE -> Optional.empty();
    };
  }

  private Optional<KnownCrossing> ofStreams(Crossing crossing) {
    if (crossing.kind() == LiveChannel.Kind.MEMORY) {
      return Optional.empty();
    }
    if (areMonitors(crossing.host())) {
      return Optional.of(KnownCrossing.CONSOLE);
    }
    return areExecuted(crossing.qm()) ? Optional.of(KnownCrossing.EXEC) : Optional.empty();
  }

  private Optional<KnownCrossing> ofNames(Crossing crossing) {
    if (crossing.name().contains(NOTIFY) && areMonitors(crossing.host())) {
      return Optional.of(KnownCrossing.READINESS);
    }
    return crossing.name().equals(JOURNAL) && isFirst(crossing.qm())
        ? Optional.of(KnownCrossing.JOURNAL)
        : Optional.empty();
  }

  private boolean areMonitors(List<Party> host) {
    if (host.isEmpty()) {
      return false;
    }
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
    if (qm.isEmpty()) {
      return false;
    }
    for (var party : qm) {
      if (!people.isExecuted(party.pid())) {
        return false;
      }
    }
    return true;
  }
}
