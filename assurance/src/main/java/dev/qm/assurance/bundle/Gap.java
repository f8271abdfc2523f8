package dev.qm.assurance.bundle;

/** Why a row of the table shows nothing. */
public enum Gap {
  /** Nothing at all is about a class of interference. */
  NOTHING("no rule and no fault is about this class"),
  /** A rule that no fault tries. */
  NO_FAULT("no fault tries this wall"),
  /** A fault that no rule stands before. */
  NO_WALL("no rule is about this channel"),
  /** A fault names a rule that was not judged by this report. */
  UNKNOWN_RULE("the rule that the fault names was not judged"),
  /** Nobody knows whether the wall stands. */
  WALL_NOT_JUDGED("nobody could tell whether the wall stands"),
  /** A fault that was not carried out. */
  NOT_MEASURED("the fault was not measured"),
  /** A fault that was carried out, and shows nothing. */
  NOT_JUDGED("measured, and not judged"),
  /** A fault that was felt, and not again. */
  SUSPECTED("measured beyond its budget, and not found again"),
  /** A result of a fault that nobody describes. */
  UNKNOWN_FAULT("a result of a fault that this qm does not know");

  private final String words;

  Gap(String words) {
    this.words = words;
  }

  /** A clause. */
  public String words() {
    return words;
  }
}
