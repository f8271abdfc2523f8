package dev.qm.bluechi.relay;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** Who is at a door and how many of them, so that nobody keeps others out by coming often. */
final class Admissions {
  private final RelayLimits limits;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Integer> strangersFrom = new HashMap<>();
  private final Map<String, Integer> named = new HashMap<>();
  private int open;
  private int strangers;

  Admissions(RelayLimits limits) {
    this.limits = limits;
  }

  /** One connection, from when it came until it is closed. */
  final class Visit implements AutoCloseable {
    private final String address;
    private Optional<String> name = Optional.empty();
    private boolean isOver;

    private Visit(String address) {
      this.address = address;
    }

    /**
     * It has said who it is, and proved it.
     *
     * @return false when there are too many of that name
     */
    boolean isNamed(String who) {
      lock.lock();
      try {
        if (name.isPresent() || named.getOrDefault(who, 0) >= limits.perName()) {
          return false;
        }
        named.merge(who, 1, Integer::sum);
        name = Optional.of(who);
        known();
        return true;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        if (isOver) {
          return;
        }
        isOver = true;
        open--;
        if (name.isPresent()) {
          less(named, name.get());
        } else {
          known();
        }
      } finally {
        lock.unlock();
      }
    }

    private void known() {
      strangers--;
      less(strangersFrom, address);
    }
  }

  /**
   * Somebody has come.
   *
   * @return nothing when there are too many already
   */
  Optional<Visit> enter(String address) {
    lock.lock();
    try {
      if (open >= limits.connections()
          || strangers >= limits.strangers()
          || strangersFrom.getOrDefault(address, 0) >= limits.perAddress()) {
        return Optional.empty();
      }
      open++;
      strangers++;
      strangersFrom.merge(address, 1, Integer::sum);
      return Optional.of(new Visit(address));
    } finally {
      lock.unlock();
    }
  }

  private static void less(Map<String, Integer> counts, String key) {
    counts.computeIfPresent(key, (_, count) -> count == 1 ? null : count - 1);
  }
}
