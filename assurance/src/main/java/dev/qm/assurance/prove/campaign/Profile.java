package dev.qm.assurance.prove.campaign;

import java.time.Duration;
import java.util.List;

/**
 * How thorough a campaign is.
 *
 * @param name its name or file
 * @param window how long the probes measure at a time, idle and under each fault
 * @param fewest rounds of each fault
 * @param most rounds, when the intervals do not decide before
 * @param faults the names of those that are asked for; all when it is empty
 */
public record Profile(String name, Duration window, int fewest, int most, List<String> faults) {
  /** Copies what it is given, so that nobody can change it. */
  public Profile {
    faults = List.copyOf(faults);
  }
}
