package dev.qm.assurance.prove.result;

import dev.qm.assurance.prove.fault.Fault.Achieved;
import dev.qm.assurance.prove.judge.ProbeVerdict;
import dev.qm.assurance.prove.judge.ProbeVerdict.Outcome;
import dev.qm.assurance.prove.reading.Window;
import java.util.List;
import java.util.Optional;

/**
 * What became of the same fault in a plain container of the host, with none of the partition's
 * walls around it. It says nothing of the partition, so no outcome of a campaign comes from it.
 */
public sealed interface Peer {
  /**
   * Measured by the same probes and judged by the same budgets.
   *
   * @param before idle, all rounds as one; the first is the one that ended the partition's rounds
   * @param during under the fault, all rounds as one
   * @param after idle again, all rounds as one
   * @param rounds how often it was repeated until the intervals decided
   * @param achieved what the fault did, all rounds as one
   * @param died processes of the safety side, the probes among them, that died of it
   * @param verdicts one for each probe
   */
  record Measured(
      Window before,
      Window during,
      Window after,
      int rounds,
      Achieved achieved,
      List<String> died,
      List<ProbeVerdict> verdicts)
      implements Peer {
    /** Copies what it is given, so that nobody can change it. */
    public Measured {
      died = List.copyOf(died);
      verdicts = List.copyOf(verdicts);
    }

    /** As that of {@link FaultResult}. */
    public Outcome outcome() {
      return FaultResult.worst(died, achieved, verdicts);
    }

    /** As that of {@link FaultResult}. */
    public List<String> admitted() {
      return FaultResult.admitted(achieved);
    }

    /** What the probe suffered. */
    public Optional<ProbeVerdict> of(String probe) {
      return verdicts.stream().filter(it -> it.probe().equals(probe)).findFirst();
    }
  }

  /**
   * There are no figures.
   *
   * @param why a clause: it makes no sense in a plain container, or did not begin there
   */
  record Missing(String why) implements Peer {}
}
