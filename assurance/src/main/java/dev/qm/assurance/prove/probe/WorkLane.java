package dev.qm.assurance.prove.probe;

import dev.qm.host.work.MonotonicClock;
import dev.qm.host.work.Work;
import java.util.ArrayList;
import java.util.List;

/** Pieces of work, each by its own period, one after the other. */
final class WorkLane implements Lane {
  /** Until what is called is compiled; a rare one, which others see, is rehearsed once. */
  private static final int REHEARSALS = 60;

  private static final long RARE = 200_000_000L;

  private final MonotonicClock clock = new MonotonicClock();
  private final List<Probe> probes = new ArrayList<>();
  private final List<Work> works = new ArrayList<>();

  /** One more. */
  void add(Probe probe, Work work) {
    probes.add(probe);
    works.add(work);
  }

  /** Does each a few times, untimed. */
  void rehearse() {
    for (var i = 0; i < works.size(); i++) {
      var times = probes.get(i).period().toNanos() >= RARE ? 1 : REHEARSALS;
      for (var time = 0; time < times; time++) {
        if (!works.get(i).once()) {
          break;
        }
        works.get(i).afterwards();
      }
    }
  }

  @Override
  public List<Probe> probes() {
    return List.copyOf(probes);
  }

  @Override
  public void run(Tally[] tallies, long end) {
    while (true) {
      var next = 0;
      for (var i = 1; i < tallies.length; i++) {
        if (tallies[i].due() < tallies[next].due()) {
          next = i;
        }
      }
      var due = tallies[next].due();
      if (due >= end) {
        return;
      }
      clock.sleepUntil(due);
      var work = works.get(next);
      if (!tallies[next].begin(clock.now())) {
        return;
      }
      var isGood = work.once();
      tallies[next].end(clock.now(), isGood);
      work.afterwards();
    }
  }

  @Override
  public boolean isRealTime() {
    return false;
  }

  @Override
  public void close() {
    works.forEach(Work::close);
  }
}
