package dev.qm.quadlet;

import java.util.Optional;

/** Why a unit cannot become a service. */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final String rule;
  private final transient Optional<Entry> cause;
  private final String why;
  private final String mend;

  Refusal(String rule, Optional<Entry> cause, String what, String why, String mend) {
    super(what);
    this.rule = rule;
    this.cause = cause;
    this.why = why;
    this.mend = mend;
  }

  Refusal(String rule, Entry cause, String what, String why, String mend) {
    this(rule, Optional.of(cause), what, why, mend);
  }

  /** The finding; {@code otherwise} is where it stands if no one setting is to blame. */
  Problem problem(UnitFile unit, Origin otherwise) {
    var origin = cause.isPresent() ? cause.get().origin() : otherwise;
    var key = cause.isPresent() ? cause.get().key() : "";
    return new Problem(
        Problem.Severity.ERROR,
        rule,
        origin,
        cause.isPresent() ? Position.ofKey(unit, cause.get()) : 1,
        Math.max(1, key.length()),
        String.valueOf(getMessage()),
        why,
        mend);
  }
}
