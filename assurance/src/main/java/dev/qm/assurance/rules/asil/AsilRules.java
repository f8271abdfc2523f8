package dev.qm.assurance.rules.asil;

import dev.qm.assurance.rule.Rule;
import java.util.ArrayList;
import java.util.List;

/** All rules about the safety side. */
public final class AsilRules {
  private AsilRules() {}

  /** In the order in which they are reported. */
  public static List<Rule> all() {
    var all = new ArrayList<Rule>();
    all.add(Named.RULE);
    all.add(OomScore.RULE);
    all.addAll(Weight.rules());
    all.add(ReservedCpus.RULE);
    all.add(ProtectedMemory.RULE);
    all.add(SharedFiles.RULE);
    all.add(ReachableSockets.RULE);
    all.add(Ports.RULE);
    all.add(ReachablePorts.RULE);
    all.add(Dependency.RULE);
    all.add(Slices.RULE);
    return all;
  }
}
