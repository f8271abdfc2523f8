package dev.qm.assurance.verify;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.MachineNames;
import dev.qm.host.Untrusted;
import dev.qm.quadlet.syntax.Origin;
import java.time.LocalDate;

/**
 * A finding that somebody answers for.
 *
 * @param rule whose finding it is
 * @param place that it is at, as the machine itself names it: a file, a file and line, a file of
 *     the kernel, or a process; {@code *} in place of a process's number stands for any
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

  private static final String PROC = "/proc/";
  private static final String PROCESS = "process ";

  /** The same with its lines as the machine itself names them. */
  Acceptance named(MachineNames names) {
    return new Acceptance(rule, place, reason, owner, until, names.of(origin), names.of(end));
  }

  /** Whether it is about something that only a running partition has. */
  boolean isLive() {
    return place.startsWith(PROC) || place.startsWith(PROCESS);
  }

  /** Whether it is about this finding. */
  boolean covers(String ofRule, Fault fault) {
    return rule.equals(ofRule) && fault.evidence().stream().anyMatch(this::isAt);
  }

  private boolean isAt(Evidence evidence) {
    // the partition chooses names of files: one may begin as another and go on with a colon
    return evidence.place().equals(place)
        || anyProcess(evidence.place()).equals(place)
        || evidence
            .origin()
            .filter(it -> Untrusted.of(it.file().toString()).toString().equals(place))
            .isPresent();
  }

  /**
   * A place with {@code *} for the number of a process, which is another one after each start:
   * {@code /proc/812/status}, {@code process 812 (radio)}.
   */
  private static String anyProcess(String place) {
    for (var before : new String[] {PROC, PROCESS}) {
      var end = before.length();
      while (place.startsWith(before) && end < place.length() && isDigit(place.charAt(end))) {
        end++;
      }
      if (end > before.length()) {
        return before + "*" + place.substring(end);
      }
    }
    return place;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Whether it counts on that day. */
  boolean isValid(LocalDate today) {
    return !today.isAfter(until);
  }
}
