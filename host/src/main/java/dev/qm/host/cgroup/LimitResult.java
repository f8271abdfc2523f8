package dev.qm.host.cgroup;

import java.nio.file.Path;

/** What became of one limit that a control group was to have. */
public sealed interface LimitResult {
  /** The key of [Service] that asked for it. */
  String key();

  /**
   * The kernel took it.
   *
   * @param file where it was written
   * @param value what was written there
   */
  record Applied(String key, Path file, String value) implements LimitResult {}

  /**
   * This machine cannot do it; the partition runs without.
   *
   * @param value what was asked for
   * @param reason why not, in words for the user
   */
  record NotApplied(String key, String value, String reason) implements LimitResult {}
}
