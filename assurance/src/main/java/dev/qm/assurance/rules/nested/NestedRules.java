package dev.qm.assurance.rules.nested;

import dev.qm.assurance.rule.Rule;
import java.util.ArrayList;
import java.util.List;

/** All rules about containers inside the partition. */
public final class NestedRules {
  private NestedRules() {}

  /** In the order in which they are reported. */
  public static List<Rule> all() {
    var all = new ArrayList<Rule>();
    all.add(OomOrder.RULE);
    all.add(PidsLimit.RULE);
    all.add(Privileged.RULE);
    all.addAll(PartitionsNamespace.rules());
    all.add(Capable.RULE);
    all.add(Unmasked.RULE);
    all.add(Filtered.RULE);
    all.add(Labelled.RULE);
    all.add(DoorForClients.RULE);
    all.add(LiteralOptions.RULE);
    return all;
  }
}
