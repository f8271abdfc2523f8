package dev.qm.partition.ipc.serve;

import java.util.ArrayDeque;
import java.util.Deque;

/** Counts starts, so that a server that cannot run is not started for ever. */
final class StartLimit {
  private final RestartPolicy policy;
  private final Deque<Long> starts = new ArrayDeque<>();

  StartLimit(RestartPolicy policy) {
    this.policy = policy;
  }

  /**
   * Whether one more start is within the limit; counts it if so.
   *
   * @param now {@link System#nanoTime()}
   */
  boolean admits(long now) {
    if (policy.burst() == 0 || policy.interval().isZero()) {
      return true;
    }
    while (!starts.isEmpty() && now - starts.getFirst() > policy.interval().toNanos()) {
      starts.removeFirst();
    }
    if (starts.size() >= policy.burst()) {
      return false;
    }
    starts.addLast(now);
    return true;
  }
}
