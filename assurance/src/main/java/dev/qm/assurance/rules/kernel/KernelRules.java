package dev.qm.assurance.rules.kernel;

import dev.qm.assurance.rule.Rule;
import java.util.ArrayList;
import java.util.List;

/** The rules of this package. */
public final class KernelRules {
  private KernelRules() {}

  /** In the order in which they are reported. */
  public static List<Rule> all() {
    var all = new ArrayList<>(List.of(LimitsApply.RULE, TasksMax.RULE));
    all.addAll(SharedCount.rules());
    all.addAll(HalvedLimit.rules());
    all.addAll(
        List.of(
            SystemV.RULE,
            Keys.RULE,
            Terminals.RULE,
            NamespaceCounts.RULE,
            NetworkNamespaces.RULE,
            ControlGroups.RULE,
            UserCounts.RULE,
            BinaryFormats.RULE,
            SharedBounds.RULE));
    return List.copyOf(all);
  }
}
