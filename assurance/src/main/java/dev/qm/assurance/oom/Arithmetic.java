package dev.qm.assurance.oom;

import dev.qm.host.Version;

/** How a kernel counts badness. */
public enum Arithmetic {
  /** Since Linux 5.9: a score below zero counts as what it is. */
  SIGNED,
  /** Before: what is below 1 counts as 1, so all of those are alike. */
  CLAMPED;

  /** That of a kernel. */
  public static Arithmetic of(Version kernel) {
    return kernel.isAtLeast(5, 9) ? SIGNED : CLAMPED;
  }
}
