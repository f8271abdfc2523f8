package dev.qm.partition.landing;

/** What becomes of a file that is taken back. */
public enum Fate {
  /** It goes. */
  REMOVED,
  /** It is gone already. */
  GONE,
  /** Something else needs it: it stays. */
  SHARED,
  /** Somebody changed it: it stays. */
  EDITED,
  /** A link, or what else is no folder, stands on the way: what is behind it is not ours. */
  BARRED
}
