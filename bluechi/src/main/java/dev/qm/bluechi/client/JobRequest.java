package dev.qm.bluechi.client;

/**
 * A job that is asked for.
 *
 * @param mode what becomes of jobs that are in its way: systemctl(1), --job-mode=
 */
public record JobRequest(Node node, JobKind kind, String unit, String mode) {
  /** What systemctl uses too. */
  public static final String REPLACE = "replace";
}
