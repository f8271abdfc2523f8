package dev.qm.assurance.report;

import dev.qm.assurance.prove.fault.Fault;
import dev.qm.assurance.prove.fault.Fault.Achieved;
import dev.qm.assurance.prove.judge.ProbeVerdict;
import dev.qm.assurance.prove.judge.ProbeVerdict.Outcome;
import dev.qm.assurance.prove.reading.Latencies;
import dev.qm.assurance.prove.reading.Reading;
import dev.qm.assurance.prove.reading.Window;
import dev.qm.assurance.prove.result.CampaignResult;
import dev.qm.assurance.prove.result.FaultResult;
import dev.qm.assurance.prove.result.Peer;
import dev.qm.assurance.prove.result.Toll;
import dev.qm.assurance.rule.Interference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.HdrHistogram.Histogram;

/** A campaign with something of everything, the same each time. */
public final class MeasuredSamples {
  private static final Duration WINDOW = Duration.ofSeconds(10);

  private MeasuredSamples() {}

  /** Faults, of which the last two were not carried out. */
  public static List<Fault> faults() {
    return List.of(
        fault("memory-hog", Interference.MEMORY, "memory bound", Set.of("memory-bound")),
        fault(
            "rtnl-storm",
            Interference.TIMING,
            "rtnl lock",
            Set.of("network-namespaces", "no-such-rule")),
        fault("sync-loop", Interference.STORAGE, "journal of the file system", Set.of()),
        fault("starved", Interference.TIMING, "processor", Set.of("cpu-weight")),
        fault("panic", Interference.MEMORY, "the kernel's choice", Set.of("panic-on-oom")),
        fault("video", Interference.DEVICES, "camera", Set.of("camera-node")));
  }

  private static Fault fault(String id, Interference kind, String channel, Set<String> walls) {
    return new Fault(
        id,
        "The fault " + id + " is carried out again and again",
        "an app that has lost its head",
        kind,
        channel,
        Set.of("wakeup"),
        walls,
        new Fault.Action.Stress(List.of("--cpu", "2")),
        "never beyond the partition's limits",
        "all of it dies with its control group",
        10);
  }

  /** What was measured; a fault that nobody describes is among it. */
  public static CampaignResult campaign() {
    return new CampaignResult(
        "2026-03-09T13:00:00Z",
        "quick",
        42,
        Optional.empty(),
        Map.of("kernel", "6.12.0", "processors", "2", "isolation", "user namespace"),
        List.of("The probes ran without a real-time priority, which this machine does not allow."),
        List.of(
            beside(result("memory-hog", Outcome.HELD, 1.05, 1, List.of())),
            result("rtnl-storm", Outcome.FAILED, 48.3, 30, List.of()),
            result("sync-loop", Outcome.DEGRADED, 2.1, 2, List.of()),
            result("starved", Outcome.NOT_JUDGED, 1.0, 1, List.of())
                .beside(new Peer.Missing("needs the partition's <systemd>")),
            result("of-before", Outcome.HELD, 1.0, 1, List.of("probe fork, process 77"))),
        List.of("panic", "video"));
  }

  /** The same, and in a plain container 48.3 times as long. */
  private static FaultResult beside(FaultResult result) {
    var there = result(result.fault(), Outcome.FAILED, 48.3, 30, List.of());
    return result.beside(
        new Peer.Measured(
            there.before(),
            there.during(),
            there.after(),
            3,
            there.achieved(),
            List.of(),
            there.verdicts()));
  }

  /** A fault with a verdict for each of two probes. */
  public static FaultResult result(
      String fault, Outcome outcome, double ratio, double slower, List<String> died) {
    var verdicts = new ArrayList<ProbeVerdict>();
    var during = new ArrayList<Reading>();
    var before = new ArrayList<Reading>();
    var after = new ArrayList<Reading>();
    var seed = 1;
    for (var probe : List.of("wakeup", "fsync")) {
      before.add(new Reading(probe, latencies(seed++, 1), 0, OptionalLong.of(0), 0));
      during.add(new Reading(probe, latencies(seed++, slower), 17, OptionalLong.of(5), 0));
      after.add(new Reading(probe, latencies(seed++, 1.1), 0, OptionalLong.of(0), 0));
      var idle = before.getLast().latencies().quantile(0.999);
      var felt = during.getLast().latencies().quantile(0.999);
      verdicts.add(
          new ProbeVerdict(
              probe,
              outcome,
              0.999,
              idle,
              felt * 8 / 10,
              felt,
              felt * 13 / 10,
              ratio,
              17,
              "p99.9 is " + ratio + " times as long as idle"));
    }
    return new FaultResult(
        fault,
        new Window(WINDOW, before),
        new Window(WINDOW, during),
        new Window(WINDOW, after),
        3,
        new Achieved(12_345, WINDOW, "operations", List.of()),
        Optional.of(Duration.ofMillis(120)),
        new Toll(Map.of("cpu some", 1200L, "memory full", 7L), 3, 1, -1, died, List.of()),
        verdicts);
  }

  /** The same, and an attempt of it was let through. */
  static FaultResult admitted(FaultResult of, String what) {
    return new FaultResult(
        of.fault(),
        of.before(),
        of.during(),
        of.after(),
        of.rounds(),
        new Achieved(0, WINDOW, "refusals", List.of("ADMITTED " + what)),
        of.recovery(),
        of.toll(),
        of.verdicts());
  }

  private static Latencies latencies(int seed, double slower) {
    var histogram = new Histogram(Latencies.LONGEST, Latencies.DIGITS);
    var random = new Random(seed);
    for (var i = 0; i < 20_000; i++) {
      var tail = random.nextDouble() < 0.002 ? 40 * random.nextDouble() : 1;
      histogram.recordValue((long) (8_000 * (1 + random.nextDouble()) * tail * slower));
    }
    return Latencies.of(histogram);
  }
}
