package dev.qm.assurance.rule;

/**
 * How one element can disturb another: ISO 26262-6:2018, annex D names the first three. The others
 * are what a partition shares with its host beside processor, memory and messages.
 */
public enum Interference {
  /** Execution blocked, late or too long: D.2.2. */
  TIMING("timing and execution"),
  /** Content changed or read, memory not to be had: D.2.3. */
  MEMORY("memory"),
  /** Messages lost, late, forged, or sent where none should go: D.2.4. */
  EXCHANGE("exchange of information"),
  /** Hardware that both sides could drive. */
  DEVICES("devices"),
  /** Space, files and bandwidth of disks. */
  STORAGE("storage"),
  /** What rules the machine itself: its kernel's settings, its services, its walls. */
  CONTROL("control of the platform");

  private final String words;

  Interference(String words) {
    this.words = words;
  }

  /** Its name in a sentence. */
  public String words() {
    return words;
  }
}
