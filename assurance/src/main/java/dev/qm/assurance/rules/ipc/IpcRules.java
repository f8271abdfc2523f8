package dev.qm.assurance.rules.ipc;

import dev.qm.assurance.rule.Rule;
import java.util.ArrayList;
import java.util.List;

/** All rules about messages between the sides. */
public final class IpcRules {
  private IpcRules() {}

  /** In the order in which they are reported. */
  public static List<Rule> all() {
    var all = new ArrayList<Rule>();
    all.add(Door.RULE);
    all.add(DeclaredDoor.RULE);
    all.add(RunMounts.RULE);
    all.add(AsDeclared.RULE);
    all.addAll(Crossings.rules());
    all.add(SharedObjects.RULE);
    all.add(SharedMemoryFolder.RULE);
    all.add(SharedVolumes.RULE);
    all.add(Joined.RULE);
    return all;
  }
}
