package dev.qm.assurance.rules.storage;

import dev.qm.assurance.rule.Rule;
import java.util.ArrayList;
import java.util.List;

/** The rules of this package. */
public final class StorageRules {
  private StorageRules() {}

  /** In the order in which they are reported. */
  public static List<Rule> all() {
    var all = new ArrayList<>(TreeRoom.RULES);
    all.addAll(
        List.of(
            RootfsRoom.RULE,
            VolumeRoom.RULE,
            IoWeight.RULE,
            IoWeightEffective.RULE,
            IoMaximum.RULE,
            IoPriority.RULE,
            DirtyPages.RULE,
            JournalInside.RULE,
            HostJournal.RULE,
            CoreDumps.RULE,
            SwapInside.RULE,
            TreesClosed.RULE));
    return List.copyOf(all);
  }
}
