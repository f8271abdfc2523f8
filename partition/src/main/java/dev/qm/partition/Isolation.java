package dev.qm.partition;

import java.util.List;

/** Whose user ids the partition's processes have on the host. */
public sealed interface Isolation {
  /** Ids of its own: root inside is nobody outside. What {@code qm.container} asks for. */
  record UserNamespace() implements Isolation {}

  /**
   * The host's ids, because this machine cannot map them.
   *
   * @param reasons what is missing, each a clause for a user
   */
  record Plain(List<String> reasons) implements Isolation {
    public Plain {
      reasons = List.copyOf(reasons);
    }
  }
}
