package dev.qm.partition.ipc.live;

/** How a channel stands to the border between the sides. */
public sealed interface Standing {
  /** It crosses the border by the one door that there is, {@code /run/ipc}. */
  record Door() implements Standing {}

  /** It stays on the QM side. */
  record Inside() implements Standing {}

  /** It crosses elsewhere, and has to. */
  record Known(KnownCrossing crossing) implements Standing {}

  /**
   * It crosses elsewhere, and nobody said that it may.
   *
   * @param why how it is seen to cross, a clause
   */
  record Outside(String why) implements Standing {}
}
