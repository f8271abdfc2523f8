package dev.qm.assurance.prove.campaign;

import dev.qm.assurance.prove.fault.Fault.Achieved;
import dev.qm.assurance.prove.reading.Window;
import java.time.Duration;
import java.util.Map;

/**
 * Idle, a fault, idle again.
 *
 * @param before idle, before the fault
 * @param during under the fault
 * @param after idle again
 * @param achieved what the fault did
 * @param recovery for each probe, from the fault's end until it was as before; none for one that
 *     was not for as long as was waited
 */
public record Round(
    Window before, Window during, Window after, Achieved achieved, Map<String, Duration> recovery) {
  /** Copies what it is given, so that nobody can change it. */
  public Round {
    recovery = Map.copyOf(recovery);
  }
}
