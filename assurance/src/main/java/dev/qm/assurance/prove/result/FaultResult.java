package dev.qm.assurance.prove.result;

import dev.qm.assurance.prove.fault.Fault.Achieved;
import dev.qm.assurance.prove.judge.ProbeVerdict;
import dev.qm.assurance.prove.judge.ProbeVerdict.Outcome;
import dev.qm.assurance.prove.reading.Window;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One fault, measured and judged.
 *
 * @param fault its name
 * @param before idle, all rounds as one
 * @param during under the fault, all rounds as one
 * @param after idle again, all rounds as one
 * @param rounds how often it was repeated until the intervals decided
 * @param achieved what the fault did, all rounds as one
 * @param recovery from the end of the fault until the probes were as before; nothing when they were
 *     not within the time that was waited
 * @param toll what the machine counted
 * @param verdicts one for each probe
 * @param peer the same fault in a plain container, where that was asked for
 */
public record FaultResult(
    String fault,
    Window before,
    Window during,
    Window after,
    int rounds,
    Achieved achieved,
    Optional<Duration> recovery,
    Toll toll,
    List<ProbeVerdict> verdicts,
    Optional<Peer> peer) {
  /** Copies what it is given, so that nobody can change it. */
  public FaultResult {
    verdicts = List.copyOf(verdicts);
  }

  /** One without a peer. */
  public FaultResult(
      String fault,
      Window before,
      Window during,
      Window after,
      int rounds,
      Achieved achieved,
      Optional<Duration> recovery,
      Toll toll,
      List<ProbeVerdict> verdicts) {
    this(
        fault, before, during, after, rounds, achieved, recovery, toll, verdicts, Optional.empty());
  }

  /** What an attempt says that was let through: see the action of a fault. */
  private static final String ADMITTED = "ADMITTED ";

  /** The same with what became of the fault in a plain container. */
  public FaultResult beside(Peer other) {
    return new FaultResult(
        fault,
        before,
        during,
        after,
        rounds,
        achieved,
        recovery,
        toll,
        verdicts,
        Optional.of(other));
  }

  /** Attempts that were let through, by the words of the fault, such as {@code iopl}. */
  public List<String> admitted() {
    return admitted(achieved);
  }

  static List<String> admitted(Achieved achieved) {
    return achieved.remarks().stream()
        .filter(it -> it.startsWith(ADMITTED))
        .map(it -> it.substring(ADMITTED.length()))
        .toList();
  }

  /** How many probes have a verdict, of those that measured. */
  public long judged() {
    return verdicts.stream().filter(it -> it.verdict() != Outcome.NOT_JUDGED).count();
  }

  /** How many tries a probe missed under the fault, and of how many that were due. */
  public String missed(ProbeVerdict verdict) {
    return verdict.missed() + during.of(verdict.probe()).map(it -> " of " + it.due()).orElse("");
  }

  /** The verdict that the outcome comes from: of the worst ones that of the highest ratio. */
  public Optional<ProbeVerdict> worst() {
    return verdicts.stream()
        .max(
            Comparator.comparingInt((ProbeVerdict it) -> it.verdict().badness())
                .thenComparingDouble(ProbeVerdict::ratio)
                .thenComparing(ProbeVerdict::probe));
  }

  /** The worst of its probes; a death, or an attempt that was let through, is worse than any. */
  public Outcome outcome() {
    return worst(toll.died(), achieved, verdicts);
  }

  /** Of what was measured of one fault, in the partition or beside it. */
  static Outcome worst(List<String> died, Achieved achieved, List<ProbeVerdict> verdicts) {
    if (!died.isEmpty() || !admitted(achieved).isEmpty()) {
      return Outcome.FAILED;
    }
    var worst = Outcome.NOT_JUDGED;
    for (var verdict : verdicts) {
      worst = worst.or(verdict.verdict());
    }
    return worst;
  }
}
