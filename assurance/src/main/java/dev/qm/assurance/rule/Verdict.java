package dev.qm.assurance.rule;

import java.util.List;

/** What comes of a rule. */
public sealed interface Verdict {
  /** Why a rule was not judged or has nothing to be about, a clause; empty for the others. */
  default String reason() {
    return "";
  }

  /**
   * It holds.
   *
   * @param evidence what shows it
   */
  record Pass(List<Evidence> evidence) implements Verdict {
    /** Copies what it is given, so that nobody can change it. */
    public Pass {
      evidence = List.copyOf(evidence);
    }
  }

  /**
   * It does not.
   *
   * @param faults each where it does not
   */
  record Fail(List<Fault> faults) implements Verdict {
    /** Copies what it is given, so that nobody can change it. */
    public Fail {
      faults = List.copyOf(faults);
    }
  }

  /**
   * It has nothing to be about here.
   *
   * @param reason a clause
   */
  record NotApplicable(String reason) implements Verdict {}

  /**
   * Nobody knows: something could not be read, or nobody has said it.
   *
   * @param reason a clause
   */
  record NotJudged(String reason) implements Verdict {}

  /** It holds, and this shows it. */
  static Verdict pass(Evidence... evidence) {
    return new Pass(List.of(evidence));
  }

  /** It does not hold. */
  static Verdict fail(Fault... faults) {
    return new Fail(List.of(faults));
  }
}
