package dev.qm.partition.ipc.declared;

import java.util.Optional;

/** Whom a channel connects, and what its ends are made as. */
public enum ChannelKind {
  /** From a server of the safety side to a client in the partition. */
  ASIL_QM("asil-qm", "between the safety side and QM"),
  /** From the relay of BlueChi on the host to the agent in the partition. */
  BLUECHI("bluechi", "between BlueChi's relay and its agent in QM"),
  /** Two containers in the partition. */
  QM_QM("qm-qm", "inside QM"),
  /** Two containers of one pod in the partition. */
  QM_QM_POD("qm-qm-pod", "inside QM, as a pod"),
  /** A Kubernetes pod in the partition. */
  QM_QM_KUBE("qm-qm-kube", "inside QM, as a Kubernetes pod");

  private final String word;
  private final String meaning;

  ChannelKind(String word, String meaning) {
    this.word = word;
    this.meaning = meaning;
  }

  /** The kind of this {@link #word}. */
  public static Optional<ChannelKind> of(String word) {
    for (var kind : values()) {
      if (kind.word.equals(word)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /** For records; also the folder of its templates. */
  public String word() {
    return word;
  }

  /** For sentences. */
  public String meaning() {
    return meaning;
  }

  /** Whether its ends share categories of their own. */
  boolean hasLevel() {
    return !isAcross();
  }

  /** Whether it goes from one side to the other. */
  public boolean isAcross() {
    return this == ASIL_QM || this == BLUECHI;
  }
}
