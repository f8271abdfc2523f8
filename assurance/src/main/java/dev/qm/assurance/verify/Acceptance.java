package dev.qm.assurance.verify;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.host.Untrusted;
import dev.qm.quadlet.syntax.Origin;
import java.time.LocalDate;

/**
 * A finding that somebody answers for.
 *
 * @param rule whose finding it is
 * @param place that it is at: a file, a file and line, or a file of the kernel
 * @param reason why it may stay
 * @param owner who answers for it
 * @param until the last day on which it counts
 * @param origin of its line {@code Rule=}
 * @param end of its line {@code Until=}
 */
public record Acceptance(
    String rule,
    String place,
    String reason,
    String owner,
    LocalDate until,
    Origin origin,
    Origin end) {

  /** Whether it is about this finding. */
  boolean covers(String ofRule, Fault fault) {
    return rule.equals(ofRule) && fault.evidence().stream().anyMatch(this::isAt);
  }

  private boolean isAt(Evidence evidence) {
    // the partition chooses names of files: one may begin as another and go on with a colon
    return evidence.place().equals(place)
        || evidence
            .origin()
            .filter(it -> Untrusted.of(it.file().toString()).toString().equals(place))
            .isPresent();
  }

  /** Whether it counts on that day. */
  boolean isValid(LocalDate today) {
    return !today.isAfter(until);
  }
}
