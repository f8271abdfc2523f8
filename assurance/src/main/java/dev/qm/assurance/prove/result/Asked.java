package dev.qm.assurance.prove.result;

import dev.qm.assurance.prove.judge.Budgets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was asked of a campaign, and where: all that one which goes on has to know.
 *
 * @param began the day and the time, ISO 8601
 * @param profile its name or file
 * @param window how long the probes measure at a time
 * @param fewest rounds of each fault
 * @param most rounds
 * @param seed of the order of the faults
 * @param without the wall that was taken down for it
 * @param machine what it runs on, as in {@link CampaignResult}
 * @param notAllowed what the probes could not have, each a sentence
 * @param budgets by which it is judged
 * @param faults the names of all, in the order in which they run
 * @param peer in whose plain containers the same faults are carried out: {@code podman}
 */
public record Asked(
    String began,
    String profile,
    Duration window,
    int fewest,
    int most,
    long seed,
    Optional<String> without,
    Map<String, String> machine,
    List<String> notAllowed,
    Budgets budgets,
    List<String> faults,
    Optional<String> peer) {
  /**
   * Copies what it is given, so that nobody can change it.
   *
   * @throws IllegalArgumentException when a fault stands twice, or its name is none for a file
   */
  public Asked {
    machine = Map.copyOf(machine);
    notAllowed = List.copyOf(notAllowed);
    faults = List.copyOf(faults);
    if (new HashSet<>(faults).size() != faults.size()) {
      throw new IllegalArgumentException("a fault stands twice: " + faults);
    }
    for (var fault : faults) {
      if (!isName(fault)) {
        throw new IllegalArgumentException("no name of a fault: " + fault);
      }
    }
  }

  /** Small letters, digits and dashes, as the names of faults' own files are. */
  static boolean isName(String fault) {
    return !fault.isEmpty()
        && fault.length() <= 100
        && fault.charAt(0) != '-'
        && fault
            .chars()
            .allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
  }
}
