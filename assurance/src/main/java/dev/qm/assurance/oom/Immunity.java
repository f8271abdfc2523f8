package dev.qm.assurance.oom;

/** Why the kernel never chooses a process. */
public enum Immunity {
  /** It is the machine's PID 1. */
  INIT("init"),
  /** Its oom_score_adj is -1000. */
  ADJUSTED("adjusted");

  private final String word;

  Immunity(String word) {
    this.word = word;
  }

  /** {@code init} or {@code adjusted}. */
  public String word() {
    return word;
  }
}
