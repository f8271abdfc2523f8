package dev.qm.assurance.rules.selinux;

import dev.qm.assurance.rule.Rule;
import java.util.List;

/** All rules about SELinux. */
public final class SelinuxRules {
  private SelinuxRules() {}

  /** In the order in which they are reported. */
  public static List<Rule> all() {
    return List.of(
        Enforcing.RULE,
        LoadedPolicy.RULE,
        Invariants.RULE,
        OpenBooleans.RULE,
        LabelsOn.RULE,
        ProcessType.RULE,
        Level.RULE,
        NestedLabels.RULE,
        FileType.RULE);
  }
}
