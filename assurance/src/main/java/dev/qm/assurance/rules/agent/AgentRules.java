package dev.qm.assurance.rules.agent;

import dev.qm.assurance.rule.Rule;
import java.util.List;

/** All rules about the BlueChi agent inside. */
public final class AgentRules {
  private AgentRules() {}

  /** In the order in which they are reported. */
  public static List<Rule> all() {
    return List.of(
        NodeName.RULE,
        SameController.RULE,
        AgentWithoutController.RULE,
        NodeIdentity.RULE,
        HostDependency.RULE);
  }
}
