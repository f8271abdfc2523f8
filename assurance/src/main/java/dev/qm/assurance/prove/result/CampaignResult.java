package dev.qm.assurance.prove.result;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A campaign, whole or as far as it came.
 *
 * @param began the day and the time, ISO 8601
 * @param profile its name or file
 * @param seed of the order of the faults
 * @param without the wall that was taken down for it
 * @param machine what it ran on, by the words of {@code qm doctor}: kernel, processors, isolation,
 *     cgroups, emulated or not, ...
 * @param notAllowed what the probes could not have that software of the safety side would, each a
 *     sentence
 * @param faults those that are done, in the order in which they ran
 * @param open the names of those that were asked for and are not done; nothing is left of a whole
 *     campaign
 */
public record CampaignResult(
    String began,
    String profile,
    long seed,
    Optional<String> without,
    Map<String, String> machine,
    List<String> notAllowed,
    List<FaultResult> faults,
    List<String> open) {
  /** Copies what it is given, so that nobody can change it. */
  public CampaignResult {
    machine = Map.copyOf(machine);
    notAllowed = List.copyOf(notAllowed);
    faults = List.copyOf(faults);
    open = List.copyOf(open);
  }

  /** Whether all that was asked for is done. */
  public boolean isWhole() {
    return open.isEmpty();
  }
}
