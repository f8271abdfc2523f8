package dev.qm.partition.selinux;

import dev.qm.host.selinux.Denial;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What SELinux denied a partition, once or many times, and what would allow it.
 *
 * @param last the last time that it happened
 * @param count how often
 * @param first the first time; empty where the log does not say
 * @param source what the type of the process stands for; empty when it is not QM's
 * @param target the same of the object's type
 * @param wouldAllow the boolean that is off and would allow all of it, as far as the text tells
 * @param rule the rule that would allow it, in CIL
 * @param verdict whether that rule may be added
 */
public record ExplainedDenial(
    Denial last,
    int count,
    Optional<Instant> first,
    Optional<String> source,
    Optional<String> target,
    Optional<Switch> wouldAllow,
    String rule,
    Verdict verdict) {

  /** Whether a rule may be added. */
  public sealed interface Verdict {}

  /** No invariant speaks of it. */
  public record Free() implements Verdict {}

  /** These invariants forbid it. */
  public record Forbidden(List<Invariant> invariants) implements Verdict {
    public Forbidden {
      invariants = List.copyOf(invariants);
    }
  }

  /** It cannot be told here, and why. */
  public record Unknown(String why) implements Verdict {}
}
