package dev.qm.assurance.prove.probe;

import dev.qm.host.work.IntervalTimer;
import dev.qm.host.work.MonotonicClock;
import java.io.IOException;
import java.util.List;

/** A timer that expires at each period: how late its reader learns of it. */
final class TimerLane implements Lane {
  private final MonotonicClock clock = new MonotonicClock();
  private final IntervalTimer timer;

  TimerLane() throws IOException {
    timer = new IntervalTimer();
  }

  @Override
  public List<Probe> probes() {
    return List.of(Probes.TIMER);
  }

  @Override
  public void run(Tally[] tallies, long end) {
    var tally = tallies[0];
    timer.set(tally.due(), Probes.TIMER.period().toNanos());
    for (var due = tally.due(); due < end; due = tally.due()) {
      var expired = timer.await();
      // of several at once the first is told of, late, and the others never
      tally.count(clock.now() - due, expired > 0, Math.max(0, expired - 1));
    }
    timer.set(0, 0);
  }

  @Override
  public boolean isRealTime() {
    return true;
  }

  @Override
  public void close() {
    timer.close();
  }
}
