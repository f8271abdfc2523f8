package dev.qm.assurance.verify;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import java.util.List;

/**
 * A rule, and what came of it.
 *
 * @param verdict the rule's own
 * @param open its faults that nobody has accepted
 * @param accepted the others
 */
public record Result(Rule rule, Verdict verdict, List<Fault> open, List<AcceptedFault> accepted) {
  /** Copies what it is given, so that nobody can change it. */
  public Result {
    open = List.copyOf(open);
    accepted = List.copyOf(accepted);
  }

  /**
   * A fault that somebody has accepted.
   *
   * @param by the acceptance that covers it
   */
  public record AcceptedFault(Fault fault, Acceptance by) {}

  /** What becomes of the rule. */
  public Outcome outcome() {
    if (verdict instanceof Verdict.Pass) {
      return Outcome.PASS;
    }
    if (verdict instanceof Verdict.Fail) {
      return open.isEmpty() ? Outcome.ACCEPTED : Outcome.FAIL;
    }
    return verdict instanceof Verdict.NotApplicable ? Outcome.NOT_APPLICABLE : Outcome.NOT_JUDGED;
  }

  /** Why a rule was not judged or has nothing to be about; empty for the others. */
  public String reason() {
    return verdict.reason();
  }

  /** What shows that a rule holds; none for the others. */
  public List<Evidence> holds() {
    return verdict instanceof Verdict.Pass(List<Evidence> evidence) ? evidence : List.of();
  }
}
