package dev.qm.assurance.prove.result;

import dev.qm.assurance.prove.fault.Fault.Achieved;
import dev.qm.assurance.prove.judge.Budget;
import dev.qm.assurance.prove.judge.Budgets;
import dev.qm.assurance.prove.judge.Measured;
import dev.qm.assurance.prove.judge.ProbeVerdict;
import dev.qm.assurance.prove.judge.ProbeVerdict.Outcome;
import dev.qm.assurance.prove.reading.Reading;
import dev.qm.assurance.prove.reading.Window;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/** Campaigns to write, read and compare. */
final class Campaigns {
  static final Budgets BUDGETS =
      new Budgets(
          new Budget(1.5, 1000, Duration.ofSeconds(5), Duration.ofNanos(20_000), 2), Map.of());

  private Campaigns() {}

  static Asked asked(String... faults) {
    return new Asked(
        "2026-11-29T17:00:00Z",
        "quick",
        Duration.ofSeconds(2),
        1,
        3,
        42,
        Optional.empty(),
        Map.of("kernel", "6.18", "isolation", "plain"),
        List.of("memory could not be locked"),
        BUDGETS,
        List.of(faults),
        Optional.empty());
  }

  /**
   * A fault whose probe takes {@code middle} microseconds under it, and 100 idle.
   *
   * @param seed of the samples
   */
  static FaultResult fault(String name, double middle, int seed) {
    var random = new Random(seed);
    var idle = Measured.of(8000, Measured.tailed(random, 100));
    var again = Measured.of(8000, Measured.tailed(random, 100));
    var during = Measured.of(8000, Measured.tailed(random, middle));
    return new FaultResult(
        name,
        window(new Reading("wake-up", idle, 0, OptionalLong.of(0), 0)),
        window(new Reading("wake-up", during, 0, OptionalLong.of(0), 0)),
        window(new Reading("wake-up", again, 0, OptionalLong.of(0), 0)),
        2,
        new Achieved(5824, Duration.ofSeconds(2), "forks", List.of()),
        Optional.of(Duration.ofMillis(250)),
        new Toll(Map.of("cpu some", 120L), 0, 0, -1, List.of(), List.of()),
        List.of(
            new ProbeVerdict(
                "wake-up", Outcome.HELD, 0.999, 340_000, 330_000, 350_000, 360_000, 1.03, 0, "x")));
  }

  static Window window(Reading... readings) {
    return new Window(Duration.ofSeconds(2), List.of(readings));
  }

  static CampaignResult campaign(FaultResult... faults) {
    return new CampaignResult(
        "2026-11-29T17:00:00Z",
        "quick",
        42,
        Optional.empty(),
        Map.of("kernel", "6.18"),
        List.of(),
        List.of(faults),
        List.of());
  }
}
