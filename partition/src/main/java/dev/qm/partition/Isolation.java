package dev.qm.partition;

import java.util.List;

/** Whose user ids the partition's processes have on the host. */
public sealed interface Isolation {
  /** The host's number of uid and gid 0 inside, where the partition has ids of its own. */
  long FIRST_ID = 1_879_048_192L;

  /** What the user asked for. */
  enum Wanted {
    /** Ids of its own where the machine can map them, else the host's. */
    AUTO,
    /** Ids of its own, or no partition. */
    USER_NAMESPACE,
    /** The host's ids, whatever the machine can do. */
    PLAIN
  }

  /** Ids of its own: root inside is nobody outside. What {@code qm.container} asks for. */
  record UserNamespace() implements Isolation {}

  /**
   * The host's ids, because this machine cannot map them or because it was asked for.
   *
   * @param reasons why, each a clause for a user
   */
  record Plain(List<String> reasons) implements Isolation {
    public Plain {
      reasons = List.copyOf(reasons);
    }
  }
}
