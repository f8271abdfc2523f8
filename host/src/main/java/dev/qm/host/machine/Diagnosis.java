package dev.qm.host.machine;

/**
 * One thing that {@code qm doctor} looked at.
 *
 * @param id short and stable, for scripts: {@code podman.version}
 * @param what was looked at, in a few words
 * @param detail what was found
 * @param mend what to do about it; empty when there is nothing to do
 */
public record Diagnosis(String id, Level level, String what, String detail, String mend) {
  /** How much it matters. */
  public enum Level {
    /** As it should be. */
    OK,
    /** Good to know; nothing is missing. */
    INFO,
    /** The partition runs, with less than it could have. */
    WARN,
    /** The partition cannot run. */
    FAIL
  }
}
