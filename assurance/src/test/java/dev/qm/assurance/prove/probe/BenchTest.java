package dev.qm.assurance.prove.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.host.work.MonotonicClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchTest {
  @Test
  void aTryThatIsStuckInAWindowIsWaitedFor() {
    try (var bench = Bench.of(List.of(new StuckLane()))) {
      var began = System.nanoTime();
      var window = bench.measure(Duration.ofMillis(20));

      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .isBetween(Duration.ofMillis(80), Duration.ofSeconds(8));
      assertThat(window.length()).isEqualTo(Duration.ofMillis(20));
      assertThat(window.readings().getFirst().latencies().count()).isEqualTo(1);
      assertThat(window.readings().getFirst().latencies().max()).isGreaterThan(80_000_000);
    }
  }

  /** Its one try ends long after the window. */
  private static final class StuckLane implements Lane {
    private final MonotonicClock clock = new MonotonicClock();

    @Override
    public List<Probe> probes() {
      return List.of(Probes.FILE_SYNC);
    }

    @Override
    public void run(Tally[] tallies, long end) {
      var began = clock.now();
      assertThat(tallies[0].begin(began)).isTrue();
      // a thread that comes late is stuck as long
      clock.sleepUntil(Math.max(began, end) + 80_000_000);
      tallies[0].end(clock.now(), true);
    }

    @Override
    public boolean isRealTime() {
      return false;
    }

    @Override
    public void close() {}
  }
}
