package dev.qm.partition.ipc.live;

/** The side of the machine that a process is on. */
public enum Side {
  /** The host with the safety software. */
  HOST("host"),
  /** The partition. */
  QM("qm");

  private final String word;

  Side(String word) {
    this.word = word;
  }

  /** {@code host} or {@code qm}. */
  public String word() {
    return word;
  }
}
