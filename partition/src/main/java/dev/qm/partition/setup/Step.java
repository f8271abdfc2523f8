package dev.qm.partition.setup;

import dev.qm.host.HostException;

/**
 * One thing that setup brings about. A step decides nothing about order, printing or retrying; what
 * it makes it marks in the {@link Ledger} first, which is how it is undone.
 */
public interface Step {
  /** What the step does, as the user reads it in {@code --dry-run}. */
  String title();

  /** True when nothing is left to do. Looks, never changes. */
  boolean isDone() throws HostException;

  /** Brings it about. A call that was killed half-way is repaired by the next call. */
  void apply(Notes notes) throws HostException;

  /** Its part of the whole, in seconds on a small machine. */
  default int weight() {
    return 1;
  }
}
