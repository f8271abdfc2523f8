package dev.qm.assurance.rule;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Collects what a check sees, and makes a verdict of it: a fault outweighs everything, and a thing
 * that could not be seen outweighs those that hold. For one check by one thread.
 */
public final class Judgement {
  /** A unit of the partition's may ask for the same tens of thousands of times. */
  private static final int MOST = 100;

  private final List<Fault> faults = new ArrayList<>();
  private Optional<Evidence> firstLeftOut = Optional.empty();
  private int leftOut;
  private final List<Evidence> holds = new ArrayList<>();
  private final Set<String> unknown = new LinkedHashSet<>();

  /** Nothing seen yet. */
  public Judgement() {}

  /** Something is wrong; of more than {@link #MOST} the others are counted. */
  public Judgement fault(Fault fault) {
    if (faults.size() < MOST) {
      faults.add(fault);
      return this;
    }
    leftOut++;
    if (firstLeftOut.isEmpty()) {
      firstLeftOut = Optional.of(fault.evidence().getFirst());
    }
    return this;
  }

  /** Something holds. */
  public Judgement holds(Evidence evidence) {
    holds.add(evidence);
    return this;
  }

  /**
   * As {@link #fault(Fault)}, of which no more are made than are kept: what a finding says may take
   * longer to write down than to see.
   */
  public Judgement fault(Supplier<Fault> fault) {
    if (firstLeftOut.isPresent()) {
      leftOut++;
      return this;
    }
    return fault(fault.get());
  }

  /** Something could not be seen: a clause that says what, and why. */
  public Judgement unknown(String reason) {
    if (unknown.size() < MOST) {
      unknown.add(reason);
    } else {
      unknown.add("and more than that");
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
      var all = new ArrayList<>(faults);
      firstLeftOut.ifPresent(evidence ->
          all.add(
              Fault.of(
                  "of "
                      + (faults.size() + leftOut)
                      + " findings of this rule only the first are listed; the next is here",
                  evidence)));
      return new Verdict.Fail(all);
    }
    if (!unknown.isEmpty()) {
      return new Verdict.NotJudged(String.join("; ", unknown));
    }
    return holds.isEmpty() ? new Verdict.NotApplicable(nothing) : new Verdict.Pass(holds);
  }
}
