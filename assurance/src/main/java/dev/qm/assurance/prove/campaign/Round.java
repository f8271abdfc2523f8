package dev.qm.assurance.prove.campaign;

import dev.qm.assurance.prove.fault.Fault.Achieved;
import dev.qm.assurance.prove.reading.Window;
import java.time.Duration;
import java.util.Optional;

/**
 * Idle, a fault, idle again.
 *
 * @param before idle, before the fault
 * @param during under the fault
 * @param after idle again
 * @param achieved what the fault did
 * @param recovery from the fault's end until every probe was as before; nothing when that took
 *     longer than was waited
 */
public record Round(
    Window before, Window during, Window after, Achieved achieved, Optional<Duration> recovery) {}
