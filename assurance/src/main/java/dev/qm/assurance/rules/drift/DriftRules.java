package dev.qm.assurance.rules.drift;

import dev.qm.assurance.rule.Rule;
import java.util.ArrayList;
import java.util.List;

/** The rules of this package. */
public final class DriftRules {
  private DriftRules() {}

  /** In the order in which they are reported. */
  public static List<Rule> all() {
    var all = new ArrayList<>(LandedFiles.RULES);
    all.addAll(
        List.of(LimitsAsAsked.RULE, RestartDue.RULE, RunningOptions.RULE, RootfsPackages.RULE));
    return List.copyOf(all);
  }
}
