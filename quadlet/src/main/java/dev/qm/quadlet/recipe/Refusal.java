package dev.qm.quadlet.recipe;

import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.Problem;
import java.util.Optional;

/** Why a unit cannot become a service. */
public final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final String rule;
  private final transient Optional<Entry> cause;
  private final String part;
  private final String why;
  private final String mend;

  public Refusal(String rule, Optional<Entry> cause, String what, String why, String mend) {
    this(rule, cause, "", what, why, mend);
  }

  public Refusal(String rule, Entry cause, String what, String why, String mend) {
    this(rule, Optional.of(cause), "", what, why, mend);
  }

  /** Refuses for a {@code part} of a setting's value. */
  public Refusal(String rule, Entry cause, String part, String what, String why, String mend) {
    this(rule, Optional.of(cause), part, what, why, mend);
  }

  private Refusal(
      String rule, Optional<Entry> cause, String part, String what, String why, String mend) {
    // a finding about a text, not about this program: a stack would say nothing, and a hostile unit
    // can be refused a hundred thousand times
    super(what, null, false, false);
    this.rule = rule;
    this.cause = cause;
    this.part = part;
    this.why = why;
    this.mend = mend;
  }

  /** Adds the finding; {@code home} is where it stands if no one setting is to blame. */
  void addTo(UnitFindings findings, Origin home) {
    var what = String.valueOf(getMessage());
    if (cause.isEmpty()) {
      findings.atLine(Problem.Severity.ERROR, rule, home, what, why, mend);
    } else if (part.isEmpty()) {
      findings.atKey(Problem.Severity.ERROR, rule, cause.get(), what, why, mend);
    } else {
      findings.atValue(Problem.Severity.ERROR, rule, cause.get(), part, what, why, mend);
    }
  }
}
