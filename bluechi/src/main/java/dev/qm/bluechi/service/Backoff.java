package dev.qm.bluechi.service;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait between tries: twice as long after each that failed, up to a bound, and never
 * the same for two who failed together, or all nodes would come back to their controller at once.
 */
public final class Backoff {
  private final Duration first;
  private final Duration most;
  private final RandomGenerator random;
  private int failures;

  public Backoff(Duration first, Duration most, RandomGenerator random) {
    this.first = first;
    this.most = most;
    this.random = random;
  }

  /** The next time: from half of what it is now to all of it. */
  public Duration next() {
    var longest = Math.min(most.toNanos(), first.toNanos() << failures);
    failures = Math.min(failures + 1, 20);
    return Duration.ofNanos(longest / 2 + (long) (random.nextDouble() * (longest - longest / 2)));
  }

  /** Begins anew: something was well for a while. */
  public void reset() {
    failures = 0;
  }
}
