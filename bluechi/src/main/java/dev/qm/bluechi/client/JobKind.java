package dev.qm.bluechi.client;

/** What a job does with a unit. */
public enum JobKind {
  START("start", "StartUnit"),
  STOP("stop", "StopUnit"),
  RESTART("restart", "RestartUnit"),
  RELOAD("reload", "ReloadUnit");

  private final String word;
  private final String method;

  JobKind(String word, String method) {
    this.word = word;
    this.method = method;
  }

  /** The word on command lines. */
  public String word() {
    return word;
  }

  /** The method of the interface. */
  public String method() {
    return method;
  }
}
