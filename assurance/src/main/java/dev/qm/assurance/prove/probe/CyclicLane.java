package dev.qm.assurance.prove.probe;

import dev.qm.host.work.MonotonicClock;
import java.util.List;

/** A thread that should wake at each period: how late it does. */
final class CyclicLane implements Lane {
  private final MonotonicClock clock = new MonotonicClock();

  @Override
  public List<Probe> probes() {
    return List.of(Probes.CYCLIC);
  }

  @Override
  public void run(Tally[] tallies, long end) {
    var tally = tallies[0];
    for (var due = tally.due(); due < end; due = tally.due()) {
      clock.sleepUntil(due);
      // from when it should have woken, not from when somebody looked
      if (tally.begin(due)) {
        tally.end(clock.now(), true);
      }
    }
  }

  @Override
  public boolean isRealTime() {
    return true;
  }

  @Override
  public void close() {}
}
