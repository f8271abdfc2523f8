package dev.qm.assurance.oom;

import java.util.List;

/**
 * Where the order of dying is not the one that the partition promises.
 *
 * @param rule its name, stable from release to release
 * @param what it is
 * @param who takes part, a line each
 * @param why it matters
 * @param mend what to do
 */
public record OomFinding(Rule rule, String what, List<String> who, String why, String mend) {
  /** What was found. */
  public enum Rule {
    /** Software of the partition dies after software of the safety side. */
    OUTLIVES("outlives"),
    /** The kernel kills who asks for memory, whoever that is. */
    ANY_VICTIM("any-victim"),
    /** A process that was started in the partition past {@code qm exec} has another score. */
    EXECUTED("executed"),
    /** A process of the partition has less than it was started with. */
    LOWERED("lowered"),
    /** A nested container's has less than nested containers get. */
    NESTED_LOWERED("nested-lowered");

    private final String word;

    Rule(String word) {
      this.word = word;
    }

    /** As JSON has it. */
    public String word() {
      return word;
    }
  }

  /** Copies what it is given, so that nobody can change it. */
  public OomFinding {
    who = List.copyOf(who);
  }
}
