package dev.qm.partition.landing;

/** What becomes of what a user wrote. */
public enum Edits {
  /** It stays, and its place is told. */
  KEPT,
  /** It goes, because the user said so. */
  GIVEN_UP
}
