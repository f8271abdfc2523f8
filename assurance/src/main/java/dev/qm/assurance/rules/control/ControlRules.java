package dev.qm.assurance.rules.control;

import dev.qm.assurance.rule.Rule;
import java.util.List;

/** The rules of this package. */
public final class ControlRules {
  private ControlRules() {}

  /** In the order in which they are reported. */
  public static List<Rule> all() {
    return List.of(OwnPidNamespace.RULE);
  }
}
