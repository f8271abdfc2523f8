package dev.qm.assurance.oom;

/** Whose a process is. */
public enum Owner {
  /** The host's, and not named as part of the safety side. */
  HOST("host"),
  /** The safety side's. */
  ASIL("asil"),
  /** The partition's, in none of its containers. */
  QM("qm"),
  /** A container's in the partition. */
  NESTED("nested");

  private final String word;

  Owner(String word) {
    this.word = word;
  }

  /** {@code host}, {@code asil}, {@code qm} or {@code nested}. */
  public String word() {
    return word;
  }

  /** Whether it runs in the partition. */
  public boolean isInPartition() {
    return this == QM || this == NESTED;
  }
}
