package dev.qm.assurance.rules;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.view.PartitionView;

/** Which of the walls that several rules lean on stands. */
public final class Walls {
  private Walls() {}

  /**
   * Whether root inside is the host's root: by the running partition, and where none runs by what
   * its files ask for.
   */
  public static boolean isPlain(PartitionView view) {
    return !view.live()
        .flatMap(live -> live.hasOwn("user"))
        .orElseGet(() -> view.declared().spec().hasUserNamespace());
  }

  /** The evidence for a user namespace. */
  public static Evidence userNamespace(PartitionView view) {
    var unit = view.partition();
    return unit.last("Container", "UIDMap")
        .map(Evidence::of)
        .orElseGet(() -> Asked.not(unit, "a user namespace of its own"));
  }
}
