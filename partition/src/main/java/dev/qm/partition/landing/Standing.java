package dev.qm.partition.landing;

/** How a place stands to the file that is to land there. */
public enum Standing {
  /** Nothing is there. */
  FREE,
  /** It landed already. */
  DONE,
  /** Somebody else put the very same there: it stays theirs. */
  ALIKE,
  /** It is as an earlier landing left it, or nobody's edit. */
  OURS,
  /** It landed before, and somebody changed it since. */
  EDITED,
  /** Somebody else made it. */
  FOREIGN
}
