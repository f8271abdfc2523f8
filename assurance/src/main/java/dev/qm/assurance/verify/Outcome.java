package dev.qm.assurance.verify;

/** What becomes of a rule in a report. */
public enum Outcome {
  FAIL("fail"),
  ACCEPTED("accepted"),
  NOT_JUDGED("not judged"),
  NOT_APPLICABLE("not applicable"),
  PASS("pass");

  private final String words;

  Outcome(String words) {
    this.words = words;
  }

  /** Its name in a sentence. */
  public String words() {
    return words;
  }
}
