package dev.qm.host.cgroup;

import dev.qm.quadlet.syntax.Origin;
import java.nio.file.Path;
import java.util.Optional;

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
   * @param origin the line that asked for it; empty for what no line says
   */
  record NotApplied(String key, String value, String reason, Optional<Origin> origin)
      implements LimitResult {
    /** What the user is told: the place, the setting and why it does nothing. */
    public String sentence() {
      var place = origin.isPresent() ? origin.get() + ": " : "";
      return place + key + "=" + value + " has no effect: " + reason;
    }
  }
}
