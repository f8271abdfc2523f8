package dev.qm.assurance.prove.judge;

/**
 * What one probe suffered under one fault.
 *
 * @param probe its name
 * @param verdict what that means
 * @param quantile which share of the samples is compared: the highest that there are enough samples
 *     for
 * @param idle that quantile when idle, in nanoseconds
 * @param low the lower end of its confidence interval under the fault
 * @param fault the quantile under the fault
 * @param high the upper end
 * @param ratio {@code fault / idle}
 * @param missed deadlines missed under the fault, and tries that failed
 * @param words why, a sentence
 */
public record ProbeVerdict(
    String probe,
    Outcome verdict,
    double quantile,
    long idle,
    long low,
    long fault,
    long high,
    double ratio,
    long missed,
    String words) {
  /** What becomes of a probe. */
  public enum Outcome {
    /** As when idle, within the noise. */
    HELD("held"),
    /** Worse than idle, within the budget. */
    DEGRADED("degraded"),
    /** Beyond the budget in some rounds, and not found again in others of their own. */
    SUSPECTED("suspected"),
    /** Beyond the budget. */
    FAILED("failed"),
    /** Too noisy, too few samples, or a starved fault. */
    NOT_JUDGED("not judged");

    private final String words;

    Outcome(String words) {
      this.words = words;
    }

    /** Its name in a sentence. */
    public String words() {
      return words;
    }

    /** The worse of two; what nobody could judge is worse than nothing. */
    public Outcome or(Outcome other) {
      return badness() >= other.badness() ? this : other;
    }

    /** How bad it is beside the others: a larger number is worse. */
    public int badness() {
      return switch (this) {
        case NOT_JUDGED -> 0;
        case HELD -> 1;
        case DEGRADED -> 2;
        case SUSPECTED -> 3;
        case FAILED -> 4;
      };
    }
  }

  /** {@return the same figures with another verdict, for another reason} */
  public ProbeVerdict with(Outcome outcome, String reason) {
    return new ProbeVerdict(
        probe, outcome, quantile, idle, low, fault, high, ratio, missed, reason);
  }
}
