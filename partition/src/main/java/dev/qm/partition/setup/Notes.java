package dev.qm.partition.setup;

/** Where setup tells what it does; the CLI shows it. */
public interface Notes {
  /**
   * Something the user should know after the end: a file of theirs was kept, a label is missing.
   */
  void note(String text);

  /** What a step is at right now: one short line that the next one replaces. */
  void progress(String text);

  /** What has to end before anything goes on, which may take long. */
  default void waiting(String text) {
    progress(text);
  }
}
