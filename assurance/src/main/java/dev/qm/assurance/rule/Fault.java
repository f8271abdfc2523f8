package dev.qm.assurance.rule;

import java.util.List;
import java.util.Optional;

/**
 * One thing that a rule found wrong.
 *
 * @param what it is, a clause without a full stop
 * @param evidence what shows it, the line to change first
 * @param advice how to mend it, a clause; empty where the rule's own advice is enough
 * @param mend what {@code qm verify --mend} can write
 */
public record Fault(String what, List<Evidence> evidence, String advice, Optional<Mend> mend) {
  /** A finding without evidence would have to be believed. */
  public Fault {
    what = Evidence.cut(what);
    evidence = List.copyOf(evidence);
    if (evidence.isEmpty()) {
      throw new IllegalArgumentException("no evidence: " + what);
    }
  }

  /** A finding that its rule says how to mend. */
  public static Fault of(String what, Evidence... evidence) {
    return new Fault(what, List.of(evidence), "", Optional.empty());
  }

  /** The same, with what closes it. */
  public Fault with(Mend closing) {
    return new Fault(what, evidence, advice, Optional.of(closing));
  }

  /** The same, with what closes it, if anything does. */
  public Fault with(Optional<Mend> closing) {
    return new Fault(what, evidence, advice, closing);
  }

  /** The same, with better words on how to mend it than the rule has. */
  public Fault advised(String how) {
    return new Fault(what, evidence, how, mend);
  }
}
