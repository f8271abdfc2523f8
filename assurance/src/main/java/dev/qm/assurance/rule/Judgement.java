package dev.qm.assurance.rule;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects what a check sees, and makes a verdict of it: a fault outweighs everything, and a thing
 * that could not be seen outweighs those that hold. For one check by one thread.
 */
public final class Judgement {
  /** A unit of the partition's may ask for the same tens of thousands of times. */
  private static final int MOST = 100;

  private final List<Fault> faults = new ArrayList<>();
  private final List<Evidence> holds = new ArrayList<>();
  private final List<String> unknown = new ArrayList<>();

  /** Nothing seen yet. */
  public Judgement() {}

  /** Something is wrong; of more than {@link #MOST} only so many are kept. */
  public Judgement fault(Fault fault) {
    if (faults.size() < MOST) {
      faults.add(fault);
    }
    return this;
  }

  /** Something holds. */
  public Judgement holds(Evidence evidence) {
    holds.add(evidence);
    return this;
  }

  /** Something could not be seen: a clause that says what, and why. */
  public Judgement unknown(String reason) {
    if (!unknown.contains(reason)) {
      unknown.add(reason);
    }
    return this;
  }

  /**
   * The verdict.
   *
   * @param nothing the clause for a rule that nothing was seen of
   */
  public Verdict verdict(String nothing) {
    if (!faults.isEmpty()) {
      return new Verdict.Fail(faults);
    }
    if (!unknown.isEmpty()) {
      return new Verdict.NotJudged(String.join("; ", unknown));
    }
    return holds.isEmpty() ? new Verdict.NotApplicable(nothing) : new Verdict.Pass(holds);
  }
}
